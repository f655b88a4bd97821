// @vitest-environment happy-dom
/** Small parts of forms and pages: what they show, what they tell, and what assistive programs read. */
import { mount } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h, nextTick, withDirectives } from 'vue'
import { explain } from '../../../../renderer/components/explain'
import EmptyState from '../../../../renderer/components/EmptyState.vue'
import FormRow from '../../../../renderer/components/FormRow.vue'
import KeyFigure from '../../../../renderer/components/KeyFigure.vue'
import Notice from '../../../../renderer/components/Notice.vue'
import ProgressBar from '../../../../renderer/components/ProgressBar.vue'
import Segments from '../../../../renderer/components/Segments.vue'
import StatusMark from '../../../../renderer/components/StatusMark.vue'
import { useAttempt } from '../../../../renderer/components/useAttempt'
import { unknown } from '../../../../preload/schema/format'
import { glossary } from '../../../../renderer/figures/glossary'
import { statusExplanations, statusTitles } from '../../../../preload/schema/titles'
import { useConnection } from '../../../../renderer/stores/connection'

describe('a row of a form', () => {
  const row = { identifier: 'seed', label: 'Seed', explanation: 'Decides every random number.' }

  it('explains its field until something is wrong with it, then says what', () => {
    const form = mount(FormRow, { props: row, slots: { default: '<input id="seed">' } })
    expect(form.get('label').attributes('for')).toBe('seed')
    expect(form.get('#seed-line').text()).toBe(row.explanation)
    expect(form.find('[role=alert]').exists()).toBe(false)
    const wrong = mount(FormRow, { props: { ...row, warning: 'Unusual.', sentence: 'Must be a whole number.' } })
    expect(wrong.get('[role=alert]').text()).toBe('Must be a whole number.')
    expect(wrong.get('#seed-line').classes()).toEqual(['line', 'error'])
  })

  it('that only warns keeps its explanation back and raises no alarm', () => {
    const warned = mount(FormRow, { props: { ...row, warning: 'Unusual.' } })
    expect(warned.get('#seed-line').text()).toBe('Unusual.')
    expect(warned.find('[role=alert]').exists()).toBe(false)
  })
})

describe('segments', () => {
  const choices = [{ value: 'relu', label: 'ReLU' }, { value: 'maskt', label: 'MaskT' }] as const

  it('show which is chosen, and tell another choice without making it themselves', async () => {
    const segments = mount(Segments<'relu' | 'maskt'>, { props: { label: 'Rule', choices, modelValue: 'relu' } })
    const pressed = (): (string | undefined)[] =>
      segments.findAll('button').map((button) => button.attributes('aria-pressed'))
    expect(pressed()).toEqual(['true', 'false'])
    await segments.findAll('button')[1].trigger('click')
    expect(segments.emitted('update:modelValue')).toEqual([['maskt']])
    await segments.setProps({ modelValue: 'maskt' })
    expect(pressed()).toEqual(['false', 'true'])
  })
})

describe('a progress bar', () => {
  it.each([[0.256, '26', '25.6%'], [1.2, '100', '100%'], [-1, '0', '0%']])(
    'of %d is never drawn or read out beyond its ends', (fraction, now, width) => {
      const bar = mount(ProgressBar, { props: { fraction, label: 'Training' } })
      expect(bar.attributes('aria-valuenow')).toBe(now)
      expect(bar.get<HTMLElement>('.done').element.style.width).toBe(width)
    }
  )
})

describe('a key figure', () => {
  const options = { global: { directives: { explain } } }

  it('has its unit, unless its value is not known', async () => {
    const figure = mount(KeyFigure, {
      ...options, props: { label: 'Test error', term: 'testError', value: '3.1', unit: '%' }
    })
    expect(figure.get('dd').text()).toBe('3.1\u00a0%')
    await figure.setProps({ value: unknown })
    expect(figure.get('dd').text()).toBe(unknown)
  })
})

describe('a status', () => {
  beforeEach(() => { setActivePinia(createPinia()) })

  it.each(['running', 'finished', 'stopped', 'failed', 'interrupted', 'damaged'] as const)('%s', (status) => {
    const mark = mount(StatusMark, { props: { status } })
    expect(mark.text()).toBe(statusTitles[status])
    expect(mark.attributes('title')).toBe(statusExplanations[status])
  })

  it.each(['lost', 'refused'] as const)('of a run that runs is not known while the connection is %s', async (state) => {
    const [running, finished] = (['running', 'finished'] as const).map((status) =>
      mount(StatusMark, { props: { status } }))
    useConnection().state = state
    await nextTick()
    expect(running?.text()).toBe('Not connected')
    expect(running?.classes()).not.toContain('running')
    expect(finished?.text()).toBe(statusTitles.finished)
    useConnection().state = 'connected'
    await nextTick()
    expect(running?.text()).toBe(statusTitles.running)
  })
})

it('an empty page says why, and what to do next', () => {
  const empty = mount(EmptyState, {
    props: { title: 'No runs yet' }, slots: { default: 'Train one.', actions: '<button>Train the demo</button>' }
  })
  expect(empty.get('h2').text()).toBe('No runs yet')
  expect(empty.get('p').text()).toBe('Train one.')
  expect(empty.get('.actions').text()).toBe('Train the demo')
})

it('a notice is read out', () => {
  expect(mount(Notice, { slots: { default: 'It failed.' } }).get('[role=alert]').text()).toBe('It failed.')
})

describe('what explains a figure', () => {
  const Explained = defineComponent({
    props: { sentence: { type: String, required: true } },
    setup: (properties) => () => withDirectives(h('span', 'Drift'), [[explain, properties.sentence]])
  })
  const bubble = (): HTMLElement | null => document.querySelector('[role=tooltip]')
  const visible = (): boolean => bubble()?.hidden === false

  beforeEach(() => { vi.useFakeTimers() })
  afterEach(() => { vi.useRealTimers() })

  it('comes after a moment under the pointer, and goes with it', async () => {
    const figure = mount(Explained, { props: { sentence: glossary.drift }, attachTo: document.body })
    await figure.trigger('mouseenter')
    expect(visible()).toBe(false)
    vi.advanceTimersByTime(250)
    expect(visible()).toBe(true)
    expect(bubble()?.textContent).toBe(glossary.drift)
    expect(figure.attributes('aria-describedby')).toBe(bubble()?.id)
    await figure.trigger('mouseleave')
    expect(visible()).toBe(false)
    expect(figure.attributes('aria-describedby')).toBeUndefined()
    figure.unmount()
  })

  it('can be reached by keyboard, leaves with Escape, and has no words that are out of date', async () => {
    const figure = mount(Explained, { props: { sentence: 'Before.' }, attachTo: document.body })
    expect(figure.attributes('tabindex')).toBe('0')
    await figure.setProps({ sentence: 'After.' })
    await figure.trigger('mouseenter')
    vi.advanceTimersByTime(250)
    expect(bubble()?.textContent).toBe('After.')
    window.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }))
    expect(visible()).toBe(false)
    figure.unmount()
  })

  it('does not outlive its figure', async () => {
    const figure = mount(Explained, { props: { sentence: 'A figure.' }, attachTo: document.body })
    await figure.trigger('mouseenter')
    vi.advanceTimersByTime(250)
    expect(visible()).toBe(true)
    figure.unmount()
    await nextTick()
    expect(visible()).toBe(false)
  })
})

describe('an attempt', () => {
  it('is busy while it lasts, and leaves the sentence of its failure', async () => {
    const { busy, failure, attempt } = useAttempt()
    const refused = attempt(() => Promise.reject(new Error('The file is in use.')))
    expect(busy.value).toBe(true)
    await refused
    expect([busy.value, failure.value]).toEqual([false, 'The file is in use.'])
    await attempt(() => Promise.resolve())
    expect(busy.value).toBe(false)
  })
})
