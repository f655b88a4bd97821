/** A person looks at the examples of a run: what is like one, what two have in common, which the network finds hard. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { count, decimal, loss, percentWithUnit } from '../../preload/schema/format'
import { writeExampleRun } from '../fixtures/example'
import { maskscope } from './command-line'
import { expect, test } from './fixtures'
import { choose } from './selects'
import { inBothThemes } from './themes'

const folder = mkdtempSync(join(tmpdir(), 'maskscope-examples-'))
/** Of Dense → Sparse → Dense, where ReLU and MaskT disagree on one of the 256 examples. */
const runFile = writeExampleRun(join(folder, 'example.maskrun'), '20260101-091000-dsdx')
test.afterAll(() => { rmSync(folder, { recursive: true, force: true }) })
test.use({ runFile })

test('goes from an example to its like, puts two side by side, and finds the hard ones', { tag: '@chromium' }, async ({
  workbench: { page, store, screenshot }
}) => {
  test.setTimeout(3 * 60_000)
  const told = <T>(command: string, ...given: string[]): T =>
    JSON.parse(maskscope(store, command, runFile, ...given, '--json')) as T
  await page.getByRole('tab', { name: 'Examples' }).click()
  await page.locator('[data-place="17"]').click()
  const selection = page.getByTestId('selection')
  const neighbours = page.getByTestId('neighbours')

  await test.step('nearest neighbours, over all layers and in one', async () => {
    const of = (layer: string) => told<{ nearest: { example: number; distance: number }[] }>(
      'neighbours', '--example', '17', '--layer', layer, '--limit', '12'
    ).nearest
    const all = of('all')
    await expect(neighbours.locator('li')).toHaveCount(12)
    await expect(neighbours.locator('canvas')).toHaveCount(12)
    await expect(neighbours.locator('li').first()).toContainText(count(all[0].distance))
    await choose(neighbours.locator('.layer'), 'support6')
    const nearest = of('support6')[0]
    await expect(neighbours.locator('li').first()).toContainText(
      new RegExp(`^\\s*${nearest.example} · \\d\\s*${nearest.distance},`)
    )
    await neighbours.getByRole('button', { name: `put beside: example ${nearest.example}`, exact: true }).click()
  })

  await test.step('side by side, with what they have in common', async () => {
    await expect(selection).toContainText('beside example')
    const second = Number(/[?&]with=(\d+)/.exec(page.url())?.[1])
    const { layers, whole } = told<Record<'layers' | 'whole', unknown>>(
      'neighbours', '--example', '17', '--with', String(second)
    ) as { layers: { both: number }[]; whole: { both: number; onlyFirst: number; overlap: number } }
    const common = page.getByTestId('common-units')
    await expect(common.locator('tbody tr')).toHaveCount(layers.length)
    await expect(common.locator('tbody tr').first()).toContainText(count(layers[0].both))
    await expect(common.locator('tfoot')).toContainText(count(whole.onlyFirst))
    await expect(common.locator('tfoot')).toContainText(decimal(whole.overlap, 3))
    const channels = page.getByTestId('example-pair').locator('[data-layer="support2"] [data-mask-channel]')
    await expect(channels).toHaveCount(16)
    await inBothThemes(page, (theme) => screenshot(`examples-pair-${theme}`))
    await page.getByRole('button', { name: 'Swap' }).click()
    await expect(selection).toContainText(`example ${second}`)
    await page.reload()
    await expect(selection).toContainText('beside example 17')
    await selection.getByRole('button', { name: 'Clear beside example 17' }).click()
    await expect(page.getByTestId('example-masks')).toBeVisible()
  })

  await test.step('by keys', async () => {
    const chosen = page.locator('[role="option"][aria-selected="true"]')
    await chosen.focus()
    const place = Number(await chosen.getAttribute('data-place'))
    await page.keyboard.press('j')
    await page.keyboard.press('j')
    await page.keyboard.press('k')
    await expect(chosen).toHaveAttribute('data-place', String(place + 1))
    await expect(chosen).toBeFocused()
    await page.keyboard.press('Shift+ArrowRight')
    await expect(page.getByTestId('example-pair')).toBeVisible()
  })

  await test.step('those that the network finds hard', async () => {
    const { listed, answers: [relu] } = told<{
      listed: { example: number }[]; answers: { error: number; loss: number }[]
    }>('examples', '--order', 'loss', '--limit', '3')
    await choose(page.locator('.order'), 'By loss')
    await expect(page.getByTestId('answers-state')).toContainText(
      `ReLU: ${percentWithUnit(relu.error)} wrong, mean loss ${loss(relu.loss)}`, { timeout: 60_000 }
    )
    for (const [place, { example }] of listed.entries())
      await expect(page.locator(`[data-place="${place}"]`)).toContainText(new RegExp(`^\\s*${example} · `))
    const { matching } = told<{ matching: number }>('examples', '--disagree')
    expect(matching).toBeGreaterThan(0)
    await page.getByRole('button', { name: 'ReLU and MaskT disagree' }).click()
    const shown = new RegExp(`^${matching} examples?$`)
    await expect(page.getByTestId('example-count')).toHaveText(shown)
    await inBothThemes(page, (theme) => screenshot(`examples-disagree-${theme}`))
    await page.reload()
    await expect(page.getByTestId('example-count')).toHaveText(shown, { timeout: 60_000 })
  })
})
