/** A click on an example until its masks are painted, at k and k − 1. */
import { judged, median } from '../measure'
import { atMost, type Figure } from './figure'
import { say } from './say'
import { clickOf, clickToPixels, installTools, type Watch } from './watching'
import { aPersonLooks, openRun, withPage } from './workbench'

export const exampleMasks: Figure = async ({ browser, scale, masks, served, picture }) => {
  const run = await masks.run('large')
  const server = await served()
  say(`one example’s masks of ${run.size}`)
  const times = await withPage(browser, async (page) => {
    await page.addInitScript(installTools)
    await openRun(page, server, `${run.id}/examples?example=0`)
    await page.getByTestId('example-masks').locator('[data-layer] canvas').first().waitFor()
    await page.waitForFunction(() => window.tools.numberAt(0) === 0)
    const measured: number[] = []
    for (let example = 1; example <= scale.repetitions; example++) {
      await aPersonLooks(page)
      const cell = page.locator(`[data-place="${example}"]`)
      measured.push(await clickToPixels(page, clickOf(cell), masksOf, `Example ${example} `))
    }
    await picture(page, 'example-masks')
    return measured
  })
  return [judged(`one example’s masks at k and k − 1, ${run.size}`, median(times), 'ms', atMost(100))]
}

/** Every band of channels in view has to become another, under the example's own title. */
const masksOf: Watch<string> = (title) => {
  const panel = '[data-testid="example-masks"]'
  const bands = window.tools.inView(document.querySelectorAll<HTMLCanvasElement>(`${panel} [data-layer] canvas`))
  const before = bands.map(window.tools.stateOf)
  return () => document.querySelector(`${panel} h2`)?.textContent.startsWith(title) === true && bands.length > 0 &&
    bands.every((canvas, at) => window.tools.stateOf(canvas) !== before[at])
}
