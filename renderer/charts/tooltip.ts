/** What a tooltip says as elements of the page. */
import type { ChartOption } from '../../charts/echarts'
import type { Tooltip, TooltipLine } from '../../charts/parts'

function elementOf(told: Tooltip): HTMLElement | string {
  if (told === '') return ''
  const root = document.createElement('div')
  root.append(element('div', told.title, 'font-weight:600;margin-bottom:4px'))
  const table = document.createElement('table')
  table.style.cssText = 'width:100%;border-spacing:0;font-variant-numeric:tabular-nums'
  told.lines.forEach((line) => table.append(rowOf(line)))
  root.append(table)
  if (told.note !== undefined)
    root.append(element('div', told.note, 'margin-top:4px;opacity:.75;max-width:300px;white-space:normal'))
  return root
}

function rowOf(line: TooltipLine): HTMLElement {
  const row = document.createElement('tr')
  const label = element('td', '', 'padding:1px 16px 1px 0')
  if (line.color !== undefined) {
    label.append(
      element(
        'span',
        '',
        `display:inline-block;width:8px;height:8px;border-radius:2px;margin-right:8px;background:${line.color}`
      )
    )
  }
  label.append(document.createTextNode(line.label))
  row.append(label, element('td', line.value, 'text-align:right;padding:1px 0'))
  return row
}

function element(tag: string, text: string, style: string): HTMLElement {
  const created = document.createElement(tag)
  created.textContent = text
  created.style.cssText = style
  return created
}

/** A chart's option as ECharts takes it on a page. */
export function withTooltips(option: ChartOption) {
  const { tooltip } = option
  if (tooltip === undefined) return option
  return { ...option, tooltip: { ...tooltip, formatter: (items: unknown) => elementOf(tooltip.formatter(items)) } }
}
