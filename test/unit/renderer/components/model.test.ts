// @vitest-environment happy-dom
/** The drawing of a network and its table: what they tell, and how one goes through them without a pointer. */
import { mount, type VueWrapper } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import { modelOf } from '../../../../main/engine/networks/model'
import { presetNetwork } from '../../../../main/engine/networks/presets'
import { standAlone } from '../../../../renderer/charts/drawingImage'
import { explain } from '../../../../renderer/components/explain'
import { rows as rowKeys } from '../../../../renderer/components/rows'
import { blocksOf, type Block } from '../../../../renderer/figures/modelBlocks'
import { drawingOf } from '../../../../renderer/figures/modelLayout'
import { modelRows } from '../../../../renderer/figures/modelTable'
import { lightPalette } from '../../../../charts/palette'
import ModelDrawing from '../../../../renderer/views/run/model/ModelDrawing.vue'
import ModelTable from '../../../../renderer/views/run/model/ModelTable.vue'
import { unmountAfterEach } from '../../../fixtures/unmounting'

const network = presetNetwork('resnet-mini', [28, 28, 1], 10)
const model = modelOf(network)
const blocks = blocksOf(network, model, 'layers')
const block = (name: string): Block => blocks.find(({ head }) => head.name === name)!

beforeEach(() => { setActivePinia(createPinia()) })
unmountAfterEach()

describe('the drawing', () => {
  const drawing = drawingOf(blocks, { direction: 'down', across: [172, 280], along: 44, gaps: [30, 22] })
  const shown = (chosen: string | null): VueWrapper => mount(ModelDrawing, {
    attachTo: document.body,
    props: {
      drawing, chosen, pointed: null, values: new Map([[block('conv2'), 0.64]]), range: [0.4, 0.9],
      facts: new Map(blocks.map((one) => [one, [['Output', one.shape.join('×')] as const]])), opens: () => true,
      label: 'Graph', describedBy: 'caption'
    }
  })
  const box = (wrapper: VueWrapper, name: string) => wrapper.get(`[data-block="${name}"]`)

  it('has a box for every layer, with its name, kind, shape and share', () => {
    const wrapper = shown(null)
    expect(wrapper.findAll('[data-block]').map((one) => one.attributes('data-block'))).toEqual(
      blocks.map(({ head }) => head.name)
    )
    expect(box(wrapper, 'conv2').findAll('text').map((text) => text.text())).toEqual(
      ['conv2 · support2', '64.0 %', 'convolution 3×3', '28×28×16']
    )
    expect(box(wrapper, 'sum1').findAll('text').map((text) => text.text())).toEqual(
      ['sum1 · support3', 'sum', '28×28×16']
    )
    expect(box(wrapper, 'conv2').attributes('aria-label')).toBe(
      'conv2 · support2 64.0 % convolution 3×3 28×28×16; conv2, norm2, support2; Output 28×28×16'
    )
    expect(wrapper.findAll('[data-block] rect').filter((rect) => rect.attributes('fill') === lightPalette.surface))
      .toHaveLength(blocks.length - 1)
  })

  it('is one stop of the keyboard: at the layer that is selected, or at the first', () => {
    const stops = (wrapper: VueWrapper) => wrapper.findAll('[tabindex="0"]').map((one) => one.attributes('data-block'))
    expect(stops(shown(null))).toEqual(['input'])
    const chosen = shown('support5')
    expect(stops(chosen)).toEqual(['sum2'])
    expect(box(chosen, 'sum2').attributes('aria-pressed')).toBe('true')
    expect(chosen.findAll('[data-selected]')).toHaveLength(1)
    expect(stops(shown('no such layer'))).toEqual(['input'])
  })

  it('is gone through by arrows, opened by Enter and selected by the space bar or a click', async () => {
    const wrapper = shown(null)
    await box(wrapper, 'conv1').trigger('keydown', { key: 'ArrowDown' })
    const [[stepped]] = wrapper.emitted('step') as [[Block]]
    expect([block('conv2'), block('sum1')]).toContain(stepped)
    expect(document.activeElement).toBe(box(wrapper, stepped.head.name).element)
    await box(wrapper, 'input').trigger('keydown', { key: 'ArrowUp' })
    expect(wrapper.emitted('step')).toHaveLength(1)
    await box(wrapper, 'conv2').trigger('keydown', { key: 'Enter' })
    expect(wrapper.emitted('open')).toEqual([[block('conv2')]])
    await box(wrapper, 'conv3').trigger('keydown', { key: ' ' })
    await box(wrapper, 'conv4').trigger('click')
    expect(wrapper.emitted('choose')).toEqual([[block('conv3')], [block('conv4')]])
  })

  it('tells of the layer under the pointer', async () => {
    const wrapper = shown(null)
    await box(wrapper, 'conv2').trigger('pointermove')
    expect(wrapper.get('.tip').text()).toBe('conv2 · norm2 · support2Output28×28×16Double-click opens its maps.')
    await box(wrapper, 'conv2').trigger('pointerleave')
    expect(wrapper.find('.tip').exists()).toBe(false)
  })

  it('leaves keys to the page that are not its own', async () => {
    const wrapper = shown(null)
    const press = (key: string, part = {}): boolean => {
      const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...part })
      box(wrapper, 'conv1').element.dispatchEvent(event)
      return event.defaultPrevented
    }
    expect([press('5'), press(']'), press('ArrowDown', { ctrlKey: true })]).toEqual([false, false, false])
    expect([press('+'), press('0'), press('ArrowDown')]).toEqual([true, true, true])
  })

  it('is saved as an image without what belongs to a page', () => {
    const content = shown('support2').get('svg > g > g').element as SVGGElement
    const text = standAlone({
      content, width: 300, height: 900, palette: lightPalette, title: 'Network by sparsity',
      of: ['digits & co', 'final']
    })
    expect(text).toMatch(/^<svg [^>]*width="300" height="948"/)
    expect(text).toContain('>digits &amp; co, final</text>')
    expect(text).toContain('>Network by sparsity</text>')
    expect(text).toContain('conv2 · support2')
    expect(text).not.toMatch(/tabindex|aria-|role=|class=|data-|on[a-z]+=/)
  })
})

describe('the table', () => {
  const rows = modelRows(blocks, model, null)
  const shown = (part = {}): VueWrapper => mount(ModelTable, {
    global: { directives: { explain, rows: rowKeys } },
    props: { rows, model, moment: null, chosen: null, caption: 'Layers', order: 'network', ...part }
  })

  it('has a row for every layer, and the sum of the main head', () => {
    const cells = (at: number): string[] => shown().findAll('tbody tr')[at].findAll('th, td').map((cell) => cell.text())
    expect(cells(1)).toEqual(['conv1', 'convolution 3×3', '28×28×16', '176', '–', '112,896', '– –'])
    expect(shown().get('tfoot').text()).toContain('56,250')
    expect(shown({ chosen: 'support1' }).findAll('tr.current').map((row) => row.get('th').text())).toEqual(['conv1'])
  })

  it('is sorted by a column’s head, and says so', async () => {
    const table = shown()
    await table.findAll('thead button')[2].trigger('click')
    expect(table.emitted('update:order')).toEqual([['macs']])
    await table.setProps({ order: 'macs-least' })
    expect(table.findAll('th[aria-sort]').map((head) => head.attributes('aria-sort'))).toEqual(
      ['none', 'none', 'ascending', 'none']
    )
  })

  it('selects and opens its layers', async () => {
    const table = shown()
    await table.findAll('tbody button')[2].trigger('click')
    await table.findAll('tbody tr')[3].trigger('dblclick')
    expect([table.emitted('choose'), table.emitted('open')]).toEqual([[[blocks[2]]], [[blocks[3]]]])
  })
})
