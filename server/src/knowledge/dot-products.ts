/**
 * Many dot products at once, in WebAssembly with 128-bit lanes: over 100,000 vectors of 768 numbers several times as
 * fast as the same loop in JavaScript, and the numbers stand outside of its heap.
 */
export type DotProducts = {
  /**
   * Into `out` the products of `query` with `count` rows, one behind the other. All are byte offsets; `rowBytes` is a
   * multiple of `LANE_BYTES`, and what a vector is too short for is 0.
   */
  (rows: number, count: number, rowBytes: number, query: number, out: number): void
}

/** Numbers are read in groups of this length: four sums of four float32 each, that do not wait for each other. */
export const LANE_BYTES = 64

let module: WebAssembly.Module | undefined

export function createDotProducts(memory: WebAssembly.Memory): DotProducts {
  module ??= new WebAssembly.Module(assemble())
  const { dots } = new WebAssembly.Instance(module, { '': { memory } }).exports
  if (!dots) throw new Error('the module has no function')
  return dots
}

const I32 = 0x7f
const V128 = 0x7b
const MAGIC = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]
const MAX_PAGES = 65_536

/** The binary form, https://webassembly.github.io/spec/core/binary/: a type, the memory, one function, and its name. */
function assemble(): Uint8Array<ArrayBuffer> {
  const type = [0x60, ...vector([I32, I32, I32, I32, I32].map(one => [one])), ...vector([])]
  const importMemory = [...name(''), ...name('memory'), 0x02, 0x01, 0x01, ...unsigned(MAX_PAGES)]
  const exportDots = [...name('dots'), 0x00, 0x00]
  const locals = vector([
    [0x02, I32],
    [0x04, V128],
  ])
  const code = [...locals, ...body(), END]
  return new Uint8Array([
    ...MAGIC,
    ...section(1, vector([type])),
    ...section(2, vector([importMemory])),
    ...section(3, vector([[0x00]])),
    ...section(7, vector([exportDots])),
    ...section(10, vector([[...unsigned(code.length), ...code]])),
  ])
}

const END = 0x0b
const LOCALS = { rows: 0, count: 1, rowBytes: 2, query: 3, out: 4, end: 5, at: 6 } as const
/** The four sums, behind the other locals. */
const SUMS = [7, 8, 9, 10] as const

/** For each row: the sums to 0, the row from its start to its end in steps of four lanes, the sums added up and stored. */
function body(): number[] {
  const { rows, count, rowBytes, query, out, end, at } = LOCALS
  const step = SUMS.flatMap((sum, n) => [...get(sum), ...lane(rows, n), ...lane(at, n), ...MUL, ...ADD, ...set(sum)])
  const total = [...get(7), ...get(8), ...ADD, ...get(9), ...get(10), ...ADD, ...ADD, ...set(7)]
  const lanes = [0, 1, 2, 3].flatMap(n => [...get(7), ...EXTRACT_LANE, n, ...(n === 0 ? [] : F32_ADD)])
  return [
    [...BLOCK, ...LOOP, ...get(count), EQZ, BR_IF, OUT],
    SUMS.flatMap(sum => [...V128_ZERO, ...set(sum)]),
    [...get(query), ...set(at), ...get(rows), ...get(rowBytes), I32_ADD, ...set(end)],
    [...LOOP, ...step, ...advance(rows, LANE_BYTES), ...advance(at, LANE_BYTES)],
    [...get(rows), ...get(end), LESS, BR_IF, AGAIN, END],
    [...total, ...get(out), ...lanes, ...F32_STORE],
    [...advance(out, 4), ...get(count), I32_CONST, 1, I32_SUB, ...set(count)],
    [BR, AGAIN, END, END],
  ].flat()
}

const BLOCK = [0x02, 0x40]
const LOOP = [0x03, 0x40]
const BR = 0x0c
const BR_IF = 0x0d
/** Where a branch goes: to the start of the loop it stands in, or out of the block around that. */
const AGAIN = 0
const OUT = 1
const I32_CONST = 0x41
const EQZ = 0x45
const LESS = 0x49
const I32_ADD = 0x6a
const I32_SUB = 0x6b
const F32_ADD = [0x92]
const F32_STORE = [0x38, 0x02, 0x00]
const V128_LOAD = [0xfd, 0x00]
const V128_ZERO = [0xfd, 0x0c, ...new Uint8Array(16)]
const EXTRACT_LANE = [0xfd, 0x1f]
/** Of four numbers at once. */
const ADD = [0xfd, 0xe4, 0x01]
const MUL = [0xfd, 0xe6, 0x01]

const get = (local: number) => [0x20, local]
const set = (local: number) => [0x21, local]
/** Four numbers, `n` groups of four behind where a local points. */
const lane = (pointer: number, n: number) => [...get(pointer), ...V128_LOAD, 0x02, n * 16]
const advance = (pointer: number, bytes: number) => [
  ...get(pointer),
  I32_CONST,
  ...signed(bytes),
  I32_ADD,
  ...set(pointer),
]

function section(id: number, content: number[]): number[] {
  return [id, ...unsigned(content.length), ...content]
}

function vector(items: readonly (readonly number[])[]): number[] {
  return [...unsigned(items.length), ...items.flat()]
}

function name(text: string): number[] {
  return vector([...Buffer.from(text)].map(byte => [byte]))
}

/** LEB128. */
function unsigned(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)]
}

/** LEB128 of a number that is not negative: its seventh bit would say that it is. */
function signed(value: number): number[] {
  return value < 0x40 ? [value] : [(value & 0x7f) | 0x80, ...signed(value >>> 7)]
}
