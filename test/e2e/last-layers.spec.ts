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
  const begin = panel.getByRole('button', { name: 'Find' })
  const examples = panel.getByRole('textbox', { name: 'Training examples that are fitted to' })

  await test.step('can be stopped', async () => {
    await begin.click()
    await panel.getByRole('button', { name: 'Stop' }).click()
    await expect(begin).toHaveText('Find the best')
    await expect(panel.getByTestId('last-layers-found')).toHaveCount(0)
  })

  await examples.fill('200')
  await panel.getByRole('textbox', { name: 'β of the penalty' }).fill('0.05')
  await begin.click()
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

  await test.step('and Theorem 1’s condition on the first layer', async () => {
    const condition = page.getByTestId('first-layer')
    await condition.getByRole('button', { name: 'Measure' }).click()
    await expect(condition.getByTestId('first-layer-found')).toContainText('0.9 to 1.1 is asked: not met', {
      timeout: 60_000
    })
    await condition.scrollIntoViewIfNeeded()
    await inBothThemes(page, (theme) => screenshot(`first-layer-${theme}`))
  })
})
