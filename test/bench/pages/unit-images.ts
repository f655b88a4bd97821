/** A click on a unit until its card shows images that turn it on, each of them painted. */
import { judged, median, type Measured } from '../measure'
import { atMost, type Figure, type Measuring } from './figure'
import type { MaskRunName } from './mask-store'
import { say } from './say'
import { clickToPixels, installTools, type Watch } from './watching'
import { aPersonLooks, openRun, withPage } from './workbench'

export const unitImages: Figure = async (measuring) =>
  [await clicking(measuring, 'small', 100), await clicking(measuring, 'large', 300)]

async function clicking(
  { browser, scale, masks, served, picture }: Measuring, name: MaskRunName, limit: number
): Promise<Measured> {
  const run = await masks.run(name)
  const server = await served()
  const { name: layer, shape: [height, width] } = run.layers[0]
  say(`images that turn one unit on, ${run.size}`)
  const times = await withPage(browser, async (page) => {
    await page.addInitScript(installTools)
    await openRun(page, server, `${run.id}/sparsity?layer=${layer}&channel=0&unit=0`)
    await page.getByTestId('unit-images').locator('canvas').first().waitFor()
    const map = page.getByTestId('large-map')
    await map.scrollIntoViewIfNeeded()
    const measured: number[] = []
    for (let i = 1; i <= scale.repetitions; i++) {
      await aPersonLooks(page)
      const [row, column] = [(7 * i) % height, (11 * i) % width]
      const click = async (): Promise<void> => {
        const side = await map.evaluate(({ clientWidth }) => clientWidth)
        await map.click({ position: { x: (column + 0.5) * side / width, y: (row + 0.5) * side / width } })
      }
      measured.push(await clickToPixels(page, click, imagesOf, `Unit [${row}, ${column}, 0]`))
    }
    await picture(page, `unit-images-${name}`)
    return measured
  })
  return judged(`images that turn one unit on, ${run.size}`, median(times), 'ms', atMost(limit))
}

const imagesOf: Watch<string> = (title) => () => {
  const card = document.querySelector('[data-testid="unit-card"]')
  const pictures = [...card?.querySelectorAll<HTMLCanvasElement>('[data-testid="unit-images"] canvas') ?? []]
  return card?.querySelector('h3')?.textContent.trim().startsWith(title) === true && window.tools.areTheirOwn(pictures)
}
