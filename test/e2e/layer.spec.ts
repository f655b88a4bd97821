/**
 * A person goes from the table of layers to a channel, a unit and the images that turn it on, and finds the layer in
 * the drawing of the network.
 */
import { readFileSync } from 'node:fs'
import { maskscope } from './command-line'
import { expect, test } from './fixtures'
import { inBothThemes } from './themes'

test('goes from a layer to a channel and a unit, and finds them again by their address', { tag: '@chromium' }, async ({
  workbench: { page, store, screenshot }, masked
}, info) => {
  test.setTimeout(3 * 60_000)
  const told = JSON.parse(
    maskscope(store, 'masks', masked.id, '--snapshot', '2', '--layer', 'support2', '--unit', '3,4,5', '--json')
  ) as { on: number; classes: { on: number }[] }
  await masked.open('sparsity')

  await test.step('a layer opens to its channels', async () => {
    await page.getByTestId('sparsity-table').getByRole('button', { name: 'support2' }).click()
    await expect(page.getByTestId('layer-panel').locator('[data-channel]')).toHaveCount(16)
    await page.getByRole('group', { name: 'Order of channels' }).getByRole('button', { name: 'On-rate' }).click()
    const rates = await page.locator('[data-channel] .share').allTextContents()
    const numbers = rates.map((rate) => Number.parseFloat(rate))
    expect(numbers).toEqual([...numbers].sort((one, other) => other - one))
  })

  await test.step('its maps are saved as they are shown, under the run’s name', async () => {
    // The desktop asks where, in a dialog of the system.
    if (info.project.name !== 'chromium') return
    const coming = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Save the maps as SVG' }).click()
    const path = await (await coming).path()
    const saved = readFileSync(path, 'utf8')
    expect(saved.match(/<image /g)).toHaveLength(16)
    expect(saved).toContain('On-rate of the units of support2')
  })

  await test.step('a channel to its map, and a position to the unit’s card', async () => {
    await page.locator('[data-channel="5"]').click()
    const map = page.getByTestId('large-map')
    // The keyboard begins in the middle of the 14 × 14 positions.
    await map.focus()
    await map.press('ArrowUp')
    for (let i = 0; i < 4; i++) await map.press('ArrowUp')
    for (let i = 0; i < 3; i++) await map.press('ArrowLeft')
    const card = page.getByTestId('unit-card')
    await expect(card.getByRole('heading', { name: 'Unit [3, 4, 5]' })).toBeVisible()
    await expect(card).toContainText(`on for ${told.on} of 500 examples`)
    await expect(card.getByTestId('unit-classes').locator('tbody tr')).toHaveCount(told.classes.length)
    await expect(card.getByTestId('unit-images').locator('li')).toHaveCount(Math.min(24, told.on))
    const image = card.getByTestId('unit-images').getByRole('button').first()
    await expect(image.locator('canvas')).toBeVisible()
    await image.click()
    const pictured = await image.getByRole('img').getAttribute('aria-label')
    await expect(page.getByTestId('selection')).toContainText(`${pictured?.replace('Image of ', '')}`)
    await inBothThemes(page, (theme) => screenshot(`layer-unit-${theme}`))
    await page.getByTestId('selection').getByRole('button', { name: /^Clear example/ }).click()
  })

  await test.step('its examples, and the masks of one of them through the snapshots', async () => {
    await page.getByTestId('tab-examples').click()
    await page.getByLabel('turns on the unit').check()
    await expect(page.getByTestId('example-count')).toHaveText(`${told.on} examples`)
    await page.getByRole('option').first().click()
    const masks = page.getByTestId('example-masks')
    await expect(masks.locator('[data-layer="support2"] [data-mask-channel]')).toHaveCount(16)
    await expect(masks).toContainText('Compared with alternation 1.')
    await inBothThemes(page, (theme) => screenshot(`examples-${theme}`))
    await page.getByRole('slider', { name: 'Snapshot' }).fill('0')
    await expect(masks).toContainText('Nothing before it to compare with.')
    await page.keyboard.press(']')
    await expect(masks).toContainText('Compared with alternation 1.')
    const selection = page.getByTestId('selection')
    await selection.getByRole('button', { name: /^Clear example/ }).click()
    await expect(masks).toHaveCount(0)
    await expect(selection.getByRole('button')).toHaveText([/^support2/, /^channel 5/, /^row 3, column 4/])
    await page.getByTestId('tab-sparsity').click()
  })

  await test.step('the address brings it back, on another tab too', async () => {
    await page.reload()
    await expect(page.getByTestId('unit-card')).toContainText(`on for ${told.on} of 500 examples`)
    await page.getByTestId('tab-churn').click()
    await expect(page.getByTestId('unit-card')).toContainText(`on for ${told.on} of 500 examples`)
    await page.keyboard.press('[')
    await expect(page.getByTestId('unit-card').locator('tr.current')).toContainText('alternation 1')
    await inBothThemes(page, (theme) => screenshot(`layer-churn-${theme}`))
    await page.getByTestId('layer-panel').getByRole('button', { name: 'Close' }).click()
    await expect(page.getByTestId('layer-panel')).toHaveCount(0)
    await page.goBack()
    await expect(page.getByTestId('layer-panel')).toBeVisible()
  })

  const painted = page.getByRole('group', { name: 'Painted by' }).getByRole('button', { name: 'Co-activation' })
  await test.step('the network, with the layer that is selected, painted as one likes', async () => {
    await page.getByTestId('tab-model').click()
    const box = (name: string) => page.getByTestId('model-drawing').locator(`[data-block="${name}"]`)
    await expect(page.getByTestId('model-drawing').locator('[data-block]')).toHaveCount(10)
    await expect(box('conv2')).toHaveAttribute('aria-pressed', 'true')
    const { macs, effectiveMacs } = JSON.parse(maskscope(store, 'model', masked.id, '--snapshot', '1', '--json')) as {
      macs: number; effectiveMacs: number
    }
    const total = page.getByTestId('model-total')
    await expect(total).toContainText(macs.toLocaleString('en'))
    await expect(total).toContainText(Math.round(effectiveMacs).toLocaleString('en'))
    await inBothThemes(page, (theme) => screenshot(`model-${theme}`))
    await page.getByRole('group', { name: 'Painted by' }).getByRole('button', { name: 'Churn' }).click()
    await expect(page.getByTestId('model-legend')).toContainText('churn begins with the second snapshot')
    await painted.click()
    await expect(box('conv3').locator('text').nth(1)).toHaveText(/^\d+\.\d %\s*$/)
    await page.reload()
    await expect(painted).toHaveAttribute('aria-pressed', 'true')
  })

  await test.step('by keyboard to another layer and its maps', async () => {
    const drawing = page.getByTestId('model-drawing')
    await drawing.locator('[data-block="conv2"]').press('ArrowDown')
    await expect(drawing.locator('[data-block="conv3"]')).toBeFocused()
    await expect(page.getByTestId('selection')).toContainText('support3')
    await expect(painted).toHaveAttribute('aria-pressed', 'true')
    await page.getByTestId('model-table').getByRole('button', { name: 'MACs', exact: true }).click()
    await expect(page.getByTestId('model-table').locator('tbody th').first()).toHaveText('conv3')
    await drawing.locator('[data-block="conv3"]').press('Enter')
    await expect(page.getByTestId('layer-panel').locator('[data-channel]')).toHaveCount(32)
  })
})
