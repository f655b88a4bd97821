/**
 * How far a page is scrolled: as it was when one goes Back to it, from its beginning when another page or another view
 * of a run is gone to, and unmoved when only what is selected changes.
 */
import type { RouterScrollBehavior } from 'vue-router'

/** The part of a page that scrolls. */
const scroller = (): HTMLElement | null => document.querySelector('[data-scroller]')

const kept = new Map<number, number>()
/** Number of the entry in the window's history. */
const entry = (): number => Number((window.history.state as { position?: number } | null)?.position ?? 0)
let shown = entry()
/** For so long a page may grow until it is as high as it was. */
const patienceMilliseconds = 2000
/** How far the page is scrolled, as it told last: to ask it in the middle of a change has it laid out at once. */
let scrolled = 0
document.addEventListener('scroll', ({ target }) => {
  if (target instanceof HTMLElement && target === scroller()) scrolled = target.scrollTop
}, { capture: true, passive: true })

/** Called before the page changes; the history may already be at the next. */
export function rememberScroll(): void {
  kept.set(shown, scrolled)
}

/** What a page shows comes piece by piece: it is scrolled on until it is high enough, or a person scrolls. */
function restore(top: number): void {
  const until = performance.now() + patienceMilliseconds
  let moved: number | null = null
  const once = (): void => {
    const area = scroller()
    if (area !== null) {
      if (moved !== null && Math.abs(area.scrollTop - moved) > 1) return
      area.scrollTop = top
      moved = area.scrollTop
      if (moved >= top - 1) return
    }
    if (performance.now() < until) requestAnimationFrame(once)
  }
  once()
}

export const scrollBehavior: RouterScrollBehavior = (to, from, saved) => {
  shown = entry()
  // Another page tells of itself once it is scrolled.
  if (to.path !== from.path) scrolled = 0
  // Only Back and Forward find what the router saved of an entry.
  if (saved !== null && from.matched.length > 0) restore(kept.get(shown) ?? 0)
  else if (to.path !== from.path) scroller()?.scrollTo(0, 0)
  return false
}
