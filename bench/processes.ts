import { readdirSync, readFileSync } from 'node:fs'

/** CPU in seconds, of which Linux counts hundredths; resident memory in MB. */
export type Usage = { cpuSeconds: number; rssMb: number }

const TICKS_PER_SECOND = 100

/** What these processes and all their living descendants have used. Reads `/proc`: Linux only. */
export function usageOf(roots: readonly number[]): Usage {
  const family = new Set(roots)
  const processes = listProcesses()
  for (let size = 0; size < family.size;) {
    size = family.size
    for (const { pid, parent } of processes) if (family.has(parent)) family.add(pid)
  }
  const members = processes.filter(({ pid }) => family.has(pid))
  return {
    cpuSeconds: members.reduce((sum, { ticks }) => sum + ticks, 0) / TICKS_PER_SECOND,
    rssMb: members.reduce((sum, { pid }) => sum + rssKb(pid), 0) / 1024,
  }
}

type Process = { pid: number; parent: number; ticks: number }

function listProcesses(): Process[] {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .flatMap(name => {
      const stat = read(`/proc/${name}/stat`)
      if (stat === undefined) return []
      // Behind the name, which may hold anything: the third field is first here.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      return { pid: Number(name), parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) }
    })
}

function rssKb(pid: number): number {
  return Number(/^VmRSS:\s+(\d+)/m.exec(read(`/proc/${pid}/status`) ?? '')?.[1] ?? 0)
}

/** A process may end between two reads. */
function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
