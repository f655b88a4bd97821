// @vitest-environment happy-dom
/** A question whose answer takes a while, as a page asks it; who answers is played: order is all that counts. */
import { flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h, ref } from 'vue'
import { installTransport } from '../../../../renderer/transport/client'
import { useLongQuestion, type LongAnswer } from '../../../../renderer/views/run/useLongQuestion'
import { rest } from '../../../../renderer/views/run/useRested'
import { scriptedTransport, type ScriptedTransport } from '../../../fixtures/scripted-transport'

const id = '20260714-094100-aaaa'
interface Question { id: string; snapshot: number }
interface Found { snapshot: number; text: string }
interface Open { question: Question; resolve: (found: Found | null) => void; reject: (error: Error) => void }

describe('a question that takes a while', () => {
  const asked = ref<Question | null>(null)
  let open: Open[]
  let stops: number
  let service: ScriptedTransport
  let page: VueWrapper
  let answer: LongAnswer<Found>

  beforeEach(() => {
    vi.useFakeTimers()
    open = []
    stops = 0
    service = scriptedTransport()
    installTransport(service)
    asked.value = { id, snapshot: 1 }
    page = mount(defineComponent({
      setup: () => {
        answer = useLongQuestion<Question, Found>({
          asked: () => asked.value,
          ask: (question) => new Promise((resolve, reject) => { open.push({ question, resolve, reject }) }),
          stop: () => Promise.resolve(stops++),
          progressIn: (event) => (event.type === 'answers-progress' ? event.done / event.of : null),
          stays: (found, question) => found.snapshot === question?.snapshot
        })
        return () => h('p')
      }
    }))
  })
  afterEach(() => {
    page.unmount()
    vi.useRealTimers()
  })

  const tell = (of: string): void => service.tell({ type: 'answers-progress', id: of, done: 1, of: 4 })
  const become = async (question: Question | null): Promise<void> => {
    asked.value = question
    await flushPromises()
  }
  const told = async (place: number, text: string | null): Promise<void> => {
    const { question, resolve } = open[place]!
    resolve(text === null ? null : { snapshot: question.snapshot, text })
    await flushPromises()
  }

  it('is asked at once, followed by its own events alone, and answered', async () => {
    tell('20260714-094100-bbbb')
    expect(answer.state.value).toEqual({ kind: 'asked', progress: 0 })
    tell(id)
    expect(answer.state.value).toEqual({ kind: 'asked', progress: 0.25 })
    await told(0, 'one')
    expect([answer.state.value.kind, answer.result.value?.text]).toEqual(['there', 'one'])
    tell(id)
    expect(answer.state.value.kind).toBe('there')
  })

  it('that changes quickly is asked when that has ended; an answer to the one before is not shown', async () => {
    for (const snapshot of [2, 3, 4]) await become({ id, snapshot })
    await told(0, 'late')
    expect([open.length, answer.state.value.kind, answer.result.value]).toEqual([1, 'asked', null])
    await vi.advanceTimersByTimeAsync(rest)
    expect(open.map(({ question }) => question.snapshot)).toEqual([1, 4])
    await told(1, 'four')
    expect(answer.result.value?.text).toBe('four')
  })

  it('leaves what still holds until the next answer, and nothing else', async () => {
    await told(0, 'one')
    answer.again()
    expect([answer.result.value?.text, answer.state.value.kind]).toEqual(['one', 'asked'])
    await told(1, 'one anew')
    await vi.advanceTimersByTimeAsync(2 * rest)
    await become({ id, snapshot: 2 })
    expect([answer.result.value, open.length]).toEqual([null, 3])
  })

  it('is stopped by a person, and asked again', async () => {
    answer.stop()
    await told(0, null)
    expect([stops, answer.state.value.kind]).toEqual([1, 'stopped'])
    answer.stop()
    answer.again()
    expect([stops, open.length]).toEqual([1, 2])
  })

  it('that nobody asks any more is stopped, by another choice and by leaving the page', async () => {
    await vi.advanceTimersByTimeAsync(2 * rest)
    await become(null)
    expect([stops, answer.state.value.kind]).toEqual([1, 'unasked'])
    await vi.advanceTimersByTimeAsync(2 * rest)
    await become({ id, snapshot: 5 })
    page.unmount()
    expect(stops).toBe(2)
  })

  it('that fails says why', async () => {
    open[0]!.reject(new Error('The masks are gone.'))
    await flushPromises()
    expect(answer.state.value).toEqual({ kind: 'failed', sentence: 'The masks are gone.' })
  })
})
