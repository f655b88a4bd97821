// @vitest-environment happy-dom
/** The grid of examples: one stop of the keyboard, keys that go through it, and what is put beside. */
import { mount, type VueWrapper } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import { nextTick } from 'vue'
import { exampleIn } from '../../../../preload/contract'
import { captionOf, type Caption } from '../../../../renderer/figures/exampleCaptions'
import ExampleGrid from '../../../../renderer/views/run/examples/ExampleGrid.vue'
import { unmountAfterEach } from '../../../fixtures/unmounting'

unmountAfterEach()

const caption = (example: number): Caption =>
  ({ name: `${example} · 3`, note: '2 flips', wrong: false, words: `Example ${example}` })

/** Without a layout the grid is one column wide. */
function shown(examples: readonly number[], chosen: number | null): VueWrapper {
  const wrapper = mount(ExampleGrid, {
    attachTo: document.body,
    props: {
      run: 'run', examples, captionOf: caption, chosen, beside: null,
      onChoose: (example: number) => void wrapper.setProps({ chosen: example })
    }
  })
  return wrapper
}
const stops = (wrapper: VueWrapper) => wrapper.findAll('[tabindex="0"]').map((one) => one.attributes('data-place'))
const chosenIn = (wrapper: VueWrapper) => wrapper.find('[aria-selected="true"]').text()

describe('the grid of examples', () => {
  const examples = [40, 7, 12, 3, 90, 5, 6, 8, 9, 10]

  it('is one stop of the keyboard: at the chosen example, or at the first', () => {
    expect(stops(shown(examples, null))).toEqual(['0'])
    expect(stops(shown(examples, 12))).toEqual(['2'])
    expect(stops(shown(examples, 1000))).toEqual(['0'])
    expect(stops(shown([], null))).toEqual([])
  })

  it.each([
    [['j'], 12], [['j', 'j'], 3], [['ArrowRight', 'k'], 7], [['ArrowLeft', 'ArrowLeft'], 40], [['ArrowDown'], 12],
    [['ArrowUp'], 40], [['Home'], 40], [['End'], 10], [['End', 'j'], 10], [['PageDown', 'PageUp'], 7]
  ])('goes by %j from 7 to %i', async (keys, expected) => {
    const wrapper = shown(examples, 7)
    for (const key of keys) {
      await wrapper.get('[role="listbox"]').trigger('keydown', { key })
      await nextTick()
    }
    expect(chosenIn(wrapper)).toContain(`${expected} · 3`)
    expect(document.activeElement?.getAttribute('data-place')).toBe(String(examples.indexOf(expected)))
    expect(stops(wrapper)).toEqual([String(examples.indexOf(expected))])
  })

  it('begins at its stop where nothing is chosen, and leaves other keys alone', async () => {
    const wrapper = shown(examples, null)
    const list = wrapper.get('[role="listbox"]')
    await list.trigger('keydown', { key: 'x' })
    await list.trigger('keydown', { key: 'j', ctrlKey: true })
    expect(wrapper.emitted('choose')).toBeUndefined()
    await list.trigger('keydown', { key: 'j' })
    expect(wrapper.emitted('choose')).toEqual([[40]])
  })

  it('puts another example beside the chosen one, never the one itself', async () => {
    const wrapper = shown(examples, 7)
    await wrapper.get('[data-place="1"]').trigger('click', { shiftKey: true })
    expect(wrapper.emitted('beside')).toBeUndefined()
    await wrapper.get('[data-place="2"]').trigger('click', { shiftKey: true })
    expect([wrapper.emitted('beside'), wrapper.emitted('choose')]).toEqual([[[12]], undefined])
    await wrapper.get('[data-place="2"]').trigger('click')
    expect(wrapper.emitted('choose')).toEqual([[12]])
  })

  it('goes through those beside the chosen one with Shift, past the one itself', async () => {
    const wrapper = shown(examples, 7)
    const press = (key: string) => wrapper.get('[role="listbox"]').trigger('keydown', { key, shiftKey: true })
    await press('ArrowRight')
    await wrapper.setProps({ beside: 12 })
    await press('ArrowLeft')
    await press('J')
    expect([wrapper.emitted('beside'), wrapper.emitted('choose')]).toEqual([[[12], [40], [3]], undefined])
  })

  it('says that there is none', () => {
    const wrapper = shown([], null)
    expect(wrapper.get('[data-testid="example-count"]').text()).toBe('No such example.')
    expect(wrapper.get('[role="listbox"]').isVisible()).toBe(false)
  })
})

describe('what stands under an image', () => {
  const columns = {
    examples: 2, labels: Uint32Array.of(3, 7), on: Uint32Array.of(1200, 900), flips: Uint32Array.of(1), turnsOn: null,
    answers: {
      relu: { predicted: Uint16Array.of(3, 1), losses: Float32Array.of(0.125, 2.5) },
      maskt: { predicted: Uint16Array.of(3, 7), losses: Float32Array.of(0.25, 0.5) }
    }
  }
  const of = (example: number, ...by: [Parameters<typeof captionOf>[1], Parameters<typeof captionOf>[2]]) =>
    captionOf(exampleIn(columns, example), ...by)

  it('is what its place in the list goes by', () => {
    expect([of(0, 'number', 'relu').name, of(0, 'flips', 'relu').note, of(1, 'flips', 'relu').note]).toEqual(
      ['0 · 3', '1 flip', '']
    )
    expect(of(0, 'on', 'relu').note).toBe('1,200 on')
    expect([of(0, 'loss', 'relu').note, of(1, 'error', 'relu').note, of(1, 'loss', 'maskt').note]).toEqual(
      ['0.13', '→ 1, 2.50', '0.50']
    )
    expect([of(0, 'disagreement', 'relu').note, of(1, 'disagreement', 'relu').note]).toEqual(['both 3', '1 / 7'])
  })

  it('is as in a list by number while answers are not there', () => {
    const unanswered = exampleIn({ ...columns, answers: { ...columns.answers, maskt: null } }, 0)
    expect(captionOf(unanswered, 'disagreement', 'relu')).toMatchObject({ note: '1 flip', wrong: false })
    expect(captionOf(unanswered, 'error', 'maskt')).toMatchObject({ note: '1 flip', wrong: false })
    expect(captionOf(unanswered, 'error', 'relu').note).toBe('0.13')
  })

  it('is marked where an answer is wrong, or another', () => {
    expect([of(1, 'loss', 'relu').wrong, of(1, 'loss', 'maskt').wrong, of(1, 'number', 'relu').wrong]).toEqual(
      [true, false, false]
    )
    expect([of(0, 'disagreement', 'relu').wrong, of(1, 'disagreement', 'relu').wrong]).toEqual([false, true])
  })

  it('is said in full', () => {
    expect(of(1, 'number', 'relu').words).toBe(
      'Example 1, class 7; 900 units on; ReLU answers 1, wrong, loss 2.5000; MaskT answers 7, loss 0.5000'
    )
  })
})
