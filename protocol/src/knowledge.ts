import type { Time } from './resources.ts'

/** What a person's default bot is called until they call it something else: a page may say it in its own language. */
export const HOME_NAME = 'My documents'

/** Answers from documents of its own, in its own way. */
export type Bot = {
  id: string
  name: string
  system_prompt: string | null
  model: string | null
  /** From 0 to 2. */
  temperature: number | null
  /** What it says where its documents say nothing; null: it answers all the same. */
  refusal_text: string | null
  /** The caller's own: what names no bot belongs to it. */
  is_default: boolean
  /** Of an organisation: all of it may use the bot, its admins may change it. */
  org_id: string | null
  /** True where the caller may change it, and what it knows. */
  writable: boolean
  created_at: Time
  updated_at: Time
}

export type SourceType = 'url' | 'text' | 'file'

/** `ready`: it can be found, also while newer content is being read. `needs_ocr`: pages without any text in them. */
export type SourceStatus = 'queued' | 'reading' | 'ready' | 'failed' | 'needs_ocr'

export type Source = {
  id: string
  bot_id: string
  type: SourceType
  title: string
  url: string | null
  file_id: string | null
  status: SourceStatus
  /** The last job: how far it is, or why it failed. */
  job: Job | null
  /** Of what can be found now. */
  document_id: string | null
  media_type: string | null
  /** UTF-16 units of its text. */
  length: number
  passages: number
  created_at: Time
  updated_at: Time
}

export type FileResource = {
  file_id: string
  name: string
  /** Bytes. */
  size: number
  media_type: string
  /** In hex. */
  sha256: string
}

export type JobKind = 'ingest' | 'embed' | 'remove_files'
export const JOB_ENDS = ['succeeded', 'failed', 'cancelled'] as const
export type JobStatus = 'queued' | 'running' | (typeof JOB_ENDS)[number]
/** What a job does, in the order in which it does it. */
export type JobPhase = 'waiting' | 'fetching' | 'reading' | 'indexing' | 'embedding' | 'removing' | 'done'

export type Job = {
  id: string
  source_id: string | null
  kind: JobKind
  status: JobStatus
  /** `total` 0: not known yet. Units are those of the phase: bytes, chunks. */
  progress: { phase: JobPhase; done: number; total: number }
  attempts: number
  error: { code: string; message: string } | null
  created_at: Time
  updated_at: Time
  finished_at: Time | null
}

/** What a source is made of can be looked at piece by piece: `text` is `slice(start, end)` of its text. */
export type PassageResource = {
  n: number
  document_id: string
  start: number
  end: number
  /** From 1; null where there are no pages. */
  page: number | null
  heading_path: string[]
  text: string
}

/** Something found, with what it is found by: only to order passages of one answer, never a measure of truth. */
export type Passage = PassageResource & { source_id: string; title: string; score: number }

export type Retrieved = { passages: Passage[]; reason: 'no_evidence' | null }

/** A part of a reply: stands where the reply relies on a passage. */
export type CitationPart = {
  type: 'citation'
  /** As the passage was offered to the model, from 1. */
  n: number
  source_id: string
  document_id: string
  title: string
  start: number
  end: number
  page: number | null
  /** What the passage stands under, outermost first. */
  heading_path: string[]
  /** `slice(start, end)` of the source's text when the reply was written. */
  quote: string
}

/** As it is shown with a message: where in its `content` it stands, and whether its source has been removed since. */
export type Citation = CitationPart & { at: number; removed: boolean }

/** What a job that moved tells the feed. */
export type JobEvent = { job_id: string; source_id: string | null; status: JobStatus; progress: Job['progress'] }
