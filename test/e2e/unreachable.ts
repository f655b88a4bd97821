/** What of a page cannot be seen, whichever way one scrolls. */
import type { Page } from '@playwright/test'

interface Box { left: number; right: number; top: number; bottom: number }
/** An element that clips or scrolls what lies in it. */
interface Clip { name: string; box: Box; across: string; along: string }
interface Seen {
  name: string
  box: Box
  /** Of its own words, where it clips them. */
  cut: 'no' | 'scrolls' | 'hard' | 'ellipsis'
  titled: boolean
  /** From the inside out, the window last. */
  clips: Clip[]
}

const rounding = 1.5

/**
 * Elements with words, for input or with a picture that lie outside everything that can be scrolled, and words that are
 * cut off; those that end in an ellipsis have to be told whole by a title.
 * @returns a sentence for each
 */
export async function unreachable(page: Page): Promise<string[]> {
  const seen = await page.evaluate(collect, rounding)
  return [...new Set(seen.flatMap((element) => {
    const fault = faultOf(element)
    return fault === null ? [] : [`${element.name} ${fault}`]
  }))]
}

function faultOf({ cut, titled, box, clips }: Seen): string | null {
  if (cut === 'hard') return 'is cut off'
  if (cut === 'ellipsis' && !titled) return 'ends in … and has no title'
  const by = cutBy(box, clips, 'across') ?? cutBy(box, clips, 'along')
  return by === null ? null : `is cut off by ${by}`
}

/** The first that clips it for good; one that scrolls there ends the search. */
function cutBy(box: Box, clips: readonly Clip[], way: 'across' | 'along'): string | null {
  const [start, end] = way === 'across' ? (['left', 'right'] as const) : (['top', 'bottom'] as const)
  for (const clip of clips) {
    if (clip[way] === 'auto' || clip[way] === 'scroll') return null
    if (clip[way] === 'visible') continue
    if (box[start] < clip.box[start] - rounding || box[end] > clip.box[end] + rounding) return clip.name
  }
  return null
}

/** Runs in the page. */
function collect(tolerance: number): Seen[] {
  const boxOf = (element: Element): Box => {
    const { left, right, top, bottom } = element.getBoundingClientRect()
    return { left, right, top, bottom }
  }
  const nameOf = (element: Element): string => {
    const words = (element.textContent ?? '').trim().replace(/\s+/g, ' ').slice(0, 40)
    return `<${element.tagName.toLowerCase()} class="${element.getAttribute('class') ?? ''}"> ${words}`
  }
  const hasWords = (element: Element): boolean =>
    [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && (node.textContent ?? '').trim() !== '')
  const isShown = (element: Element): boolean => {
    const { width, height } = element.getBoundingClientRect()
    return width > 0 && height > 0 && element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }) &&
      element.closest('.visually-hidden, .skip, [aria-hidden="true"], svg *') === null
  }
  const cutOf = (element: Element): Seen['cut'] => {
    const { overflowX, textOverflow } = getComputedStyle(element)
    if (overflowX === 'visible' || element.scrollWidth <= element.clientWidth + tolerance) return 'no'
    if (overflowX === 'auto' || overflowX === 'scroll') return 'scrolls'
    return textOverflow === 'ellipsis' ? 'ellipsis' : 'hard'
  }
  const screen = { left: 0, right: innerWidth, top: 0, bottom: innerHeight }
  const clipsOf = (element: Element): Clip[] => {
    const clips: Clip[] = []
    for (let outer = element.parentElement; outer !== null; outer = outer.parentElement) {
      const { overflowX, overflowY } = getComputedStyle(outer)
      if (overflowX !== 'visible' || overflowY !== 'visible')
        clips.push({ name: nameOf(outer), box: boxOf(outer), across: overflowX, along: overflowY })
    }
    return [...clips, { name: 'the window', box: screen, across: 'hidden', along: 'hidden' }]
  }
  return [...document.querySelectorAll('#application *')]
    .filter((element) => hasWords(element) || element.matches('button, a, input, select, canvas, svg'))
    .filter(isShown)
    .map((element) => ({
      name: nameOf(element), box: boxOf(element), cut: hasWords(element) ? cutOf(element) : 'no' as const,
      titled: element.closest('[title]') !== null, clips: clipsOf(element)
    }))
}
