/** A click on a layer until the maps of all its channels are painted; of each network the layer of the most units. */
import { judged, median, type Measured } from '../measure'
import { atMost, type Figure, type Measuring } from './figure'
import type { MaskRunName } from './mask-store'
import { say } from './say'
import { clickOf, clickToPixels, installTools, type Watch } from './watching'
import { aPersonLooks, openRun, withPage } from './workbench'

export const layers: Figure = async (measuring) =>
  [await opening(measuring, 'small'), await opening(measuring, 'large')]

async function opening({ browser, scale, masks, served, picture }: Measuring, name: MaskRunName): Promise<Measured> {
  const run = await masks.run(name)
  const server = await served()
  const layer = run.layers.reduce((most, one) => (one.units > most.units ? one : most))
  say(`opening ${layer.name} of ${run.size}`)
  const times = await withPage(browser, async (page) => {
    await page.addInitScript(installTools)
    await openRun(page, server, `${run.id}/sparsity`)
    const measured: number[] = []
    for (let i = 0; i <= scale.repetitions; i++) {
      const button = page.getByTestId('sparsity-table').getByRole('button', { name: layer.name, exact: true })
      await button.scrollIntoViewIfNeeded()
      await aPersonLooks(page)
      const time = await clickToPixels(page, clickOf(button), mapsOf, {
        layer: layer.name, channels: layer.shape[2]
      })
      // The first compiles.
      if (i > 0) measured.push(time)
      if (i === scale.repetitions) await picture(page, `layer-${name}`)
      await page.getByTestId('layer-panel').getByRole('button', { name: 'Close' }).click()
    }
    return measured
  })
  const units = `${layer.shape.join(' × ')} units`
  return judged(`layer of ${units} opens, ${run.size}`, median(times), 'ms', atMost(100))
}

/** All lie on one canvas, which is transparent where there is no map. */
const mapsOf: Watch<{ layer: string; channels: number }> = ({ layer, channels }) => () => {
  const panel = document.querySelector(`[aria-label="Layer ${layer}"]`)
  const names = [...panel?.querySelectorAll<HTMLElement>('[data-channel]') ?? []]
  const canvas = names[0]?.parentElement?.querySelector('canvas')
  const context = canvas?.getContext('2d')
  return context !== null && context !== undefined && names.length === channels && names.every((name) =>
    context.getImageData(name.offsetLeft + 6, name.offsetTop + 6, 1, 1).data[3] === 255)
}
