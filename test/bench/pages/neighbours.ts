/** A click on an example until the examples whose masks differ least from its own are shown, each of them painted. */
import { judged, median, type Measured } from '../measure'
import { atMost, type Figure, type Measuring } from './figure'
import type { MaskRunName } from './mask-store'
import { say } from './say'
import { clickOf, clickToPixels, installTools, type Watch } from './watching'
import { aPersonLooks, openRun, withPage } from './workbench'

export const neighbours: Figure = async (measuring) =>
  [await finding(measuring, 'small', 150), await finding(measuring, 'large', 2000)]

async function finding(
  { browser, scale, masks, served, picture }: Measuring, name: MaskRunName, limit: number
): Promise<Measured> {
  const run = await masks.run(name)
  const server = await served()
  say(`nearest neighbours among ${run.size}`)
  const times = await withPage(browser, async (page) => {
    await page.addInitScript(installTools)
    await openRun(page, server, `${run.id}/examples?example=0`)
    await page.getByTestId('neighbours').locator('ol canvas').first().waitFor()
    await page.waitForFunction(() => window.tools.numberAt(0) === 0)
    const measured: number[] = []
    for (let example = 1; example <= scale.repetitions; example++) {
      await aPersonLooks(page)
      const cell = page.locator(`[data-place="${example}"]`)
      measured.push(await clickToPixels(page, clickOf(cell), neighboursOf, example))
    }
    await picture(page, `neighbours-${name}`)
    return measured
  })
  return judged(`nearest neighbours among ${run.size}`, median(times), 'ms', atMost(limit))
}

/** The list stays until the new one comes, under the new title: it has to name other examples or distances. */
const neighboursOf: Watch<number> = (example) => {
  const all = (selector: string): NodeListOf<HTMLElement> =>
    document.querySelectorAll(`[data-testid="neighbours"] ol ${selector}`)
  const listed = (): string => [...all('button')].map((one) => one.getAttribute('aria-label')).join()
  const before = listed()
  return () => document.querySelector(`[aria-label="Nearest neighbours of example ${example}"]`) !== null &&
    listed() !== before && window.tools.areTheirOwn([...all('canvas')] as HTMLCanvasElement[])
}
