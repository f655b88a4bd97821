/** The scrubber moved through all snapshots as fast as each one's masks are painted. */
import { judged, median, type Measured } from '../measure'
import { atLeast, type Figure, type Measuring } from './figure'
import type { MaskRunName } from './mask-store'
import { say } from './say'
import { installTools } from './watching'
import { aPersonLooks, openRun, withPage } from './workbench'

export const scrubbing: Figure = async (measuring) =>
  [await through(measuring, 'small'), await through(measuring, 'long')]

async function through({ browser, scale, masks, served }: Measuring, name: MaskRunName): Promise<Measured> {
  const run = await masks.run(name)
  const server = await served()
  say(`scrubbing through ${run.snapshots} snapshots, ${run.size}`)
  const rates = await withPage(browser, async (page) => {
    await page.addInitScript(installTools)
    await openRun(page, server, `${run.id}/examples?example=3`)
    await page.getByTestId('example-masks').locator('[data-layer] canvas').first().waitFor()
    const measured: number[] = []
    for (let i = 0; i < scale.repetitions; i++) {
      // Another example, none of whose masks the page has.
      await page.locator(`[data-place="${4 + i}"]`).click()
      await aPersonLooks(page)
      measured.push(await page.evaluate(scrub))
    }
    return measured
  })
  // Frames come 60 times a second, so that one in two is 30 but for the rounding of times.
  const rate = Math.round(10 * median(rates)) / 10
  return judged(`scrubbing through ${run.snapshots} snapshots, ${run.size}`, rate, 'frames/s', atLeast(30))
}

/**
 * Frames per second, of which each shows another snapshot: to the last and back to the second, because the first has
 * nothing before it. The next is asked for in the frame that shows the one before.
 */
function scrub(): Promise<number> {
  const slider = document.querySelector<HTMLInputElement>('input[type="range"][aria-label="Snapshot"]')
  const [band] = window.tools.inView(document.querySelectorAll('[data-testid="example-masks"] [data-layer] canvas'))
  if (slider === null) throw new Error('there is no scrubber')
  const last = Number(slider.max)
  const up = Array.from({ length: last }, (_, at) => at + 1)
  const places = Number(slider.value) === last ? [...up].reverse().slice(1) : up.slice(1)
  const comparedWith = (place: number): boolean =>
    document.querySelector('[data-testid="example-masks"]')?.textContent
      .includes(`Compared with alternation ${place}.`) === true
  let state = window.tools.stateOf(band)
  let [first, shown] = [0, 0]
  const ask = (place: number): void => {
    slider.value = String(place)
    slider.dispatchEvent(new Event('input', { bubbles: true }))
  }
  const began = performance.now()
  return new Promise((resolve, reject) => {
    const look = (now: number): void => {
      if (now - began > 30_000) {
        const panel = document.querySelector('[data-testid="example-masks"]')?.textContent.slice(0, 200)
        return reject(new Error(`frame ${shown} (${places[shown]}) does not come; slider at ${slider.value}: ${panel}`))
      }
      const current = window.tools.stateOf(band)
      if (current !== state && comparedWith(places[shown])) {
        state = current
        if (shown++ === 0) first = now
        if (shown === places.length) return resolve(1000 * (shown - 1) / (now - first))
        ask(places[shown])
      }
      requestAnimationFrame(look)
    }
    ask(places[0])
    requestAnimationFrame(look)
  })
}
