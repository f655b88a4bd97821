/** Where the focus goes when a page was gone to, and by the link that skips the rail. */
import type { Directive } from 'vue'
import type { RouteLocationNormalized } from 'vue-router'

let wanted = false
const longestDialogMilliseconds = 1000

/** Views of the same run are tabs, which keep the focus. */
const pageOf = ({ path, params }: RouteLocationNormalized): string =>
  typeof params.id === 'string' ? `/run/${params.id}` : path

/** Whoever reads the page aloud or goes on by Tab begins at the heading of the page that was gone to. */
export function followWithFocus(to: RouteLocationNormalized, from: RouteLocationNormalized): void {
  // Nothing was gone to when the workbench opens.
  if (from.matched.length > 0 && pageOf(to) !== pageOf(from)) wanted = true
}

/** A dialog that closes gives the focus back to where it was; the heading comes after that. */
function focusSoon(heading: HTMLElement, patience = longestDialogMilliseconds): void {
  const waiting = document.querySelector('[role="dialog"]') !== null && patience > 0
  if (waiting) setTimeout(() => focusSoon(heading, patience - 20), 20)
  else if (heading.isConnected) heading.focus({ preventScroll: true })
}

export const heading: Directive<HTMLElement> = {
  mounted(element) {
    element.tabIndex = -1
    if (!wanted) return
    wanted = false
    focusSoon(element)
  }
}

/** To the first row of a table that a page is for, or to the heading. */
export function skipToContent(): void {
  const start = document.querySelector<HTMLElement>('[data-content-start] [data-row-stop][tabindex="0"]')
  const target = start ?? document.querySelector<HTMLElement>('h1')
  target?.focus()
}

declare module 'vue' {
  interface GlobalDirectives {
    vHeading: typeof heading
  }
}
