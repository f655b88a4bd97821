/** Charts as they are drawn: when, and how often a second. */
import type { Page } from '@playwright/test'

/** Milliseconds from a change of the address' place until the named chart has a curve on it. */
export const untilDrawn = (page: Page, place: string, chart: string): Promise<number> =>
  page.evaluate(fromPlaceToCurve, { place, chart })

/** A curve is what is coloured in the middle of the chart: axes, names and lines of a grid are grey. */
function fromPlaceToCurve({ place, chart }: { place: string; chart: string }): Promise<number> {
  const patience = 120_000
  const isDrawn = (): boolean => {
    const canvas = document.querySelector<HTMLCanvasElement>(`figure[aria-label="${chart}"] canvas`)
    const context = canvas?.getContext('2d')
    if (!canvas || !context || canvas.width === 0) return false
    const { data } = context.getImageData(Math.round(canvas.width / 3), 40, 4, canvas.height - 84)
    for (let at = 0; at < data.length; at += 4) {
      const [red, green, blue, opacity] = data.subarray(at, at + 4)
      if (opacity > 40 && Math.max(red, green, blue) - Math.min(red, green, blue) > 40) return true
    }
    return false
  }
  return new Promise((resolve, reject) => {
    const began = performance.now()
    const look = (): void => {
      if (performance.now() - began > patience) reject(new Error(`two minutes later there is no curve in ${chart}`))
      else if (!isDrawn()) requestAnimationFrame(look)
      else requestAnimationFrame(() => { resolve(performance.now() - began) })
    }
    window.location.hash = place
    requestAnimationFrame(look)
  })
}

/** Frames a second while `move` is done, from its beginning to the frame after its end. */
export async function framesWhile(page: Page, move: () => Promise<void>): Promise<number> {
  await page.evaluate(countFrames)
  await move()
  return page.evaluate(() => window.framesCounted?.() ?? 0)
}

declare global {
  interface Window {
    /** Frames a second since counting began; counting ends. */
    framesCounted?: () => Promise<number>
  }
}

function countFrames(): void {
  const began = performance.now()
  let [frames, goesOn] = [0, true]
  const count = (): void => {
    frames++
    if (goesOn) requestAnimationFrame(count)
  }
  requestAnimationFrame(count)
  window.framesCounted = () => new Promise((resolve) => {
    requestAnimationFrame(() => {
      goesOn = false
      resolve(1000 * frames / (performance.now() - began))
    })
  })
}
