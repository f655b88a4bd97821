/** Whatever ends a process of ours becomes a sentence with what to do. */
import { describe, expect, it } from 'vitest'
import { endSentence } from '../../../main/trainer/process-end'

const kept = 'what it had stored is kept'
const told = (end: { code?: number; signal?: NodeJS.Signals; lastWords?: string }): string =>
  endSentence('The process', { code: null, signal: null, lastWords: '', ...end }, kept)

describe('how a process ended', () => {
  it.each<[NodeJS.Signals, RegExp]>([
    ['SIGKILL', /was killed, as the system does when memory runs out.*smaller --batch-size/],
    ['SIGBUS', /lost a file .* disk is full.*have room/],
    ['SIGSEGV', /crashed in a library that computes.*MASKSCOPE_BACKEND=wasm/],
    ['SIGABRT', /crashed in a library/],
    ['SIGILL', /an instruction that this processor does not have/]
  ])('by %s, says what to do', (signal, sentence) => {
    expect(told({ signal })).toMatch(sentence)
    expect(told({ signal })).toMatch(new RegExp(`^The process .* \\(${signal}\\); .+; ${kept}\\.$`))
  })

  it.each([
    'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory',
    "terminate called after throwing an instance of 'std::bad_alloc'",
    'Resource exhausted: OOM when allocating tensor with shape[512,64]'
  ])('after the last words "%s", is told as too little memory', (lastWords) => {
    expect(told({ signal: 'SIGABRT', lastWords })).toBe(
      `The process was ended as the memory was not enough (SIGABRT); close other programs, or take a smaller ` +
        `--batch-size; ${kept}.`)
  })

  it('knows what Windows and shells make of the same', () => {
    const [byWindows, negative] = [told({ code: 0xc0000005 }), told({ code: 0xc0000005 | 0 })]
    expect([byWindows, negative].every((one) => /crashed in a library/.test(one))).toBe(true)
    expect(told({ code: 137 })).toMatch(/was killed/)
  })

  it('in another way is told as it was', () => {
    expect(told({ code: 3 })).toBe(`The process ended unexpectedly (code 3); ${kept}.`)
  })
})
