/** A person asks how far a run's last two layers are from the best that its masks allow. */
import { lastLayersSchema } from '../../preload/schema/last-layers'
import { loss, percentWithUnit } from '../../preload/schema/format'
import { maskscope } from './command-line'
import { expect, test } from './fixtures'
import { inBothThemes } from './themes'

test('finds the best last layers for a snapshot’s masks, or stops', { tag: '@chromium' }, async ({
  workbench: { page, store, screenshot }, masked
}) => {
  await masked.open('evaluation')
  const panel = page.getByTestId('last-layers')
  const examples = panel.getByRole('textbox', { name: 'Training examples' })

  await test.step('can be stopped', async () => {
    await panel.getByTestId('best-layers').click()
    await panel.getByRole('button', { name: 'Stop' }).click()
    await expect(panel.getByTestId('best-layers')).toHaveText('Find the best')
    await expect(panel.getByTestId('last-layers-found')).toHaveCount(0)
  })

  await examples.fill('200')
  await panel.getByRole('textbox', { name: 'β of the penalty' }).fill('0.05')
  await panel.getByTestId('best-layers').click()
  const found = panel.getByTestId('last-layers-found')
  await expect(found).toBeVisible({ timeout: 60_000 })
  const told = lastLayersSchema.parse(JSON.parse(maskscope(
    store, 'theory', 'optimum', masked.id, '--examples', '200', '--beta', '0.05', '--json')))
  await expect(found).toContainText(`Objective as stored${loss(told.steps[0].objective)}`)
  await expect(found).toContainText('solved')
  await expect(found).toContainText(percentWithUnit(told.optimumTestError))
  await expect(panel.getByRole('heading', { name: 'Objective and bound' })).toBeVisible()
  await panel.scrollIntoViewIfNeeded()
  await inBothThemes(page, (theme) => screenshot(`last-layers-${theme}`))
})
