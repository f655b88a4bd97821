/** What the processor here can do that not every one can. */
import { readFileSync } from 'node:fs'

/** As Linux names them: products of bfloat16, added in float32, in vectors or in tiles. */
const bfloat16Flags: readonly string[] = ['avx512_bf16', 'amx_bf16']

/** @returns whether instructions that multiply bfloat16 are known to be here */
export function multipliesBfloat16(list = '/proc/cpuinfo'): boolean {
  try {
    const [, flags = ''] = /^flags\s*:(.*)$/m.exec(readFileSync(list, 'latin1')) ?? []
    return flags.split(' ').some((flag) => bfloat16Flags.includes(flag))
  } catch {
    // Another system than Linux.
    return false
  }
}
