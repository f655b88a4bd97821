/**
 * Rows that are gone through by keys: one stop of Tab for all of them, then arrows or j and k from one to the next,
 * Home and End. A row's stop is its element with `data-row-stop`; its elements with `data-row-tool` are reached by Tab
 * from there, those of the other rows are not. Rows that come and go as a long table scrolls are followed.
 */
import type { Directive } from 'vue'

const stopsOf = (rows: HTMLElement): HTMLElement[] => [...rows.querySelectorAll<HTMLElement>('[data-row-stop]')]
const isStop = (element: HTMLElement): boolean => element.getAttribute('tabindex') === '0'

const steps: Readonly<Record<string, (at: number, last: number) => number>> = {
  ArrowDown: (at) => at + 1,
  j: (at) => at + 1,
  ArrowUp: (at) => at - 1,
  k: (at) => at - 1,
  Home: () => 0,
  End: (_at, last) => last
}

function settle(rows: HTMLElement): void {
  const stops = stopsOf(rows)
  const chosen = stops.find((stop) => stop === document.activeElement) ?? stops.find(isStop) ?? stops[0]
  for (const stop of stops) {
    stop.tabIndex = stop === chosen ? 0 : -1
    for (const tool of stop.closest('tr')?.querySelectorAll<HTMLElement>('[data-row-tool]') ?? [])
      tool.tabIndex = stop.tabIndex
  }
}

function step(event: KeyboardEvent): void {
  const { currentTarget, target, key } = event
  const move = steps[key]
  if (move === undefined || event.ctrlKey || event.metaKey || event.altKey) return
  if (!(currentTarget instanceof HTMLElement) || !(target instanceof HTMLElement)) return
  const stops = stopsOf(currentTarget)
  const at = stops.indexOf(target)
  // A field inside a row keeps its keys.
  if (at < 0) return
  event.preventDefault()
  stops[Math.max(0, Math.min(move(at, stops.length - 1), stops.length - 1))]?.focus()
}

export const rows: Directive<HTMLElement> = {
  mounted(element) {
    settle(element)
    element.addEventListener('focusin', () => settle(element))
    element.addEventListener('keydown', step)
  },
  updated: settle
}

declare module 'vue' {
  interface GlobalDirectives {
    vRows: typeof rows
  }
}
