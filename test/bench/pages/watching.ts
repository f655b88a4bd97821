/**
 * When something is painted. What is asked is the page itself, at every frame: a canvas's own pixels tell whether what
 * belongs to a click is on it, so that nothing is told too early.
 */
import type { Locator, Page } from '@playwright/test'

/** Runs in the page, before the click; what it returns is asked at every frame after it. */
export type Watch<A> = (argument: A) => () => boolean

/** Milliseconds from the click to the frame after the one in which all is painted. */
export async function clickToPixels<A>(
  page: Page, click: () => Promise<void>, watch: Watch<A>, argument: A
): Promise<number> {
  const isPainted = await page.evaluateHandle(watch as (argument: unknown) => () => boolean, argument as unknown)
  const measured = page.evaluate(fromClickTo, isPainted)
  await click()
  return measured
}

/** A click at once: nothing of what a person does before it, such as moving there, belongs to the time. */
export const clickOf = (locator: Locator, position?: { x: number; y: number }): (() => Promise<void>) => () =>
  locator.click({ position, noWaitAfter: true })

function fromClickTo(isPainted: () => boolean): Promise<number> {
  const patience = 120_000
  return new Promise((resolve, reject) => {
    const began = performance.now()
    let clicked: number | null = null
    window.addEventListener('click', ({ timeStamp }) => { clicked = timeStamp }, { capture: true, once: true })
    const look = (): void => {
      const at = clicked
      if (performance.now() - began > patience) reject(new Error('two minutes after the click it is not painted'))
      else if (at === null || !isPainted()) requestAnimationFrame(look)
      else requestAnimationFrame(() => { resolve(performance.now() - at) })
    }
    requestAnimationFrame(look)
  })
}

/** What the page keeps for the watches, which are functions of their own there. */
export interface PageTools {
  /** The number that an image of ours says in its first two pixels; null of a canvas without one. */
  numberIn(canvas: HTMLCanvasElement | null): number | null
  /** The same of the image that the grid of examples shows at a place; null while there is none. */
  numberAt(place: number): number | null
  /** Whether every picture below is that of the example which it is named by; false where there is none. */
  areTheirOwn(canvases: readonly HTMLCanvasElement[]): boolean
  /** Tells two states of a canvas apart. */
  stateOf(canvas: HTMLCanvasElement): number
  /** Those of which a person sees some part. */
  inView(canvases: Iterable<HTMLCanvasElement>): HTMLCanvasElement[]
}

declare global {
  interface Window { tools: PageTools }
}

/** For `page.addInitScript`. */
export function installTools(): void {
  const pixels = (canvas: HTMLCanvasElement, width: number, height: number): Uint8ClampedArray | undefined =>
    canvas.getContext('2d')?.getImageData(0, 0, width, height).data
  const numberIn = (canvas: HTMLCanvasElement | null): number | null => {
    const read = canvas && pixels(canvas, 2, 1)
    return !read || read[3] !== 255 || read[7] !== 255 ? null : read[0] | (read[4] << 8)
  }
  /** One canvas lies under all cells; a pixel of an image of 28 or 32 is about two of its 56. */
  const numberAt = (place: number): number | null => {
    const cell = document.querySelector<HTMLElement>(`[data-place="${place}"]`)
    const canvas = cell?.parentElement?.querySelector('canvas')
    if (!cell || !canvas) return null
    const [left, top] = [cell.offsetLeft + 4, cell.offsetTop - canvas.offsetTop + 4]
    const read = canvas.getContext('2d')?.getImageData(left, top, 3, 1).data
    return read?.[3] !== 255 || read[11] !== 255 ? null : read[0] | (read[8] << 8)
  }
  window.tools = {
    numberIn,
    numberAt,
    areTheirOwn: (canvases) => canvases.length > 0 && canvases.every((canvas) =>
      numberIn(canvas) === Number(/\d+$/.exec(canvas.getAttribute('aria-label') ?? '')?.[0])),
    stateOf: (canvas) => {
      // The first channel of a band, or all of a smaller canvas: to read more of it at every frame takes its time.
      const [width, height] = [Math.min(canvas.width, 128), Math.min(canvas.height, 128)]
      const words = new Uint32Array(pixels(canvas, width, height)?.buffer ?? new ArrayBuffer())
      let state = 0x811c9dc5
      for (const word of words) state = Math.imul(state ^ word, 0x01000193)
      return state
    },
    inView: (canvases) => [...canvases].filter((canvas) => {
      const { top, bottom, left, right } = canvas.getBoundingClientRect()
      return bottom > 0 && top < window.innerHeight && right > 0 && left < window.innerWidth
    })
  }
}
