/** Whether a processor multiplies bfloat16, by what Linux tells of it. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { multipliesBfloat16 } from '../../../main/engine/backends/processor'
import { temporaryFolder } from '../../fixtures/temporary'

it.each([
  ['vectors of it', 'flags\t\t: fpu avx512f avx512_bf16 clzero', true],
  ['tiles of it', 'flags : avx512f amx_tile amx_bf16', true],
  ['neither', 'flags : fpu avx2 avx512f avx512vl', false],
  ['a name that only begins so', 'flags : avx512_bf16x', false],
  ['no flags', 'model name : avx512_bf16', false]
])('with %s', (_what, text, isThere) => {
  const list = join(temporaryFolder(), 'cpuinfo')
  writeFileSync(list, `processor : 0\n${text}\nprocessor : 1\n`)
  expect(multipliesBfloat16(list)).toBe(isThere)
})

it('is not known of a system that has no such list', () => {
  expect(multipliesBfloat16(join(temporaryFolder(), 'cpuinfo'))).toBe(false)
})
