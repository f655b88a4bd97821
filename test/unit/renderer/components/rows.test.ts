// @vitest-environment happy-dom
/** Rows of a table that are gone through by keys. */
import { mount, type VueWrapper } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import { defineComponent, nextTick } from 'vue'
import { rows } from '../../../../renderer/components/rows'
import { unmountAfterEach } from '../../../fixtures/unmounting'

unmountAfterEach()

const Table = defineComponent({
  directives: { rows },
  props: { names: { type: Array<string>, required: true } },
  template: `
    <table><tbody v-rows>
      <tr v-for="name in names" :key="name">
        <th><button :id="name" data-row-stop>{{ name }}</button><input :id="'field-' + name"></th>
        <td><button :id="'tool-' + name" data-row-tool>Delete</button></td>
      </tr>
    </tbody></table>`
})

const table = (names: string[]): VueWrapper => mount(Table, { props: { names }, attachTo: document.body })
const focused = (): string | undefined => document.activeElement?.id
const press = (key: string, on = document.activeElement, more: KeyboardEventInit = {}): KeyboardEvent => {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more })
  on?.dispatchEvent(event)
  return event
}
/** What Tab reaches. */
const stops = (wrapper: VueWrapper): string[] =>
  wrapper.findAll('button').filter((one) => one.element.tabIndex === 0).map((one) => one.element.id)

describe('rows', () => {
  it('are one stop of Tab, with the tools of the row one is in', async () => {
    const wrapper = table(['a', 'b', 'c'])
    expect(stops(wrapper)).toEqual(['a', 'tool-a'])
    document.getElementById('b')?.focus()
    await nextTick()
    expect(stops(wrapper)).toEqual(['b', 'tool-b'])
  })

  it('are gone through by arrows, by j and k, to the first and the last, and no further', () => {
    table(['a', 'b', 'c'])
    document.getElementById('a')?.focus()
    const at = ['ArrowDown', 'j', 'j', 'ArrowUp', 'k', 'k', 'End', 'Home'].map((key) => {
      expect(press(key).defaultPrevented).toBe(true)
      return focused()
    })
    expect(at).toEqual(['b', 'c', 'c', 'b', 'a', 'a', 'c', 'a'])
  })

  it('leave other keys, chords and fields alone', () => {
    table(['a', 'b'])
    const first = document.getElementById('a')
    first?.focus()
    expect(press('x').defaultPrevented).toBe(false)
    expect(press('ArrowDown', first, { ctrlKey: true }).defaultPrevented).toBe(false)
    expect(press('j', document.getElementById('field-a')).defaultPrevented).toBe(false)
    expect(focused()).toBe('a')
  })

  it('keep one stop when the row that was it is gone', async () => {
    const wrapper = table(['a', 'b', 'c'])
    document.getElementById('b')?.focus()
    await wrapper.setProps({ names: ['a', 'c', 'd'] })
    expect(stops(wrapper)).toEqual(['a', 'tool-a'])
    await wrapper.setProps({ names: [] })
    expect(stops(wrapper)).toEqual([])
  })
})
