/** A person puts the papers' claims to the test on the Theory page: quick presets, settings, stop, kept results. */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { experimentNames, experiments } from '../../preload/schema/theory'
import { expect, test } from './fixtures'
import { inBothThemes } from './themes'

const minute = 60_000

test('runs the quick checks, shows each with its charts and claims, and keeps them', { tag: '@chromium' }, async ({
  workbench: { page, store, screenshot }
}) => {
  test.setTimeout(4 * minute)
  const badge = (name: string) => page.locator(`[data-experiment="${name}"] [data-verdict]`)
  const kept = (): string[] => (existsSync(join(store, 'theory')) ? readdirSync(join(store, 'theory')) : [])
  await page.keyboard.press('g')
  await page.keyboard.press('h')
  await expect(page.getByRole('heading', { level: 1, name: 'Theory' })).toBeVisible()

  await test.step('nothing is there yet, and says so', async () => {
    await expect(page.getByText('Not run yet')).toBeVisible()
    for (const name of experimentNames) await expect(badge(name)).toHaveText('not run')
    await inBothThemes(page, (theme) => screenshot(`theory-empty-${theme}`))
  })

  await test.step('all quick checks', async () => {
    await page.getByTestId('run-quick-empty').click()
    for (const name of experimentNames)
      await expect(badge(name)).toHaveText(/holds|does not hold|mixed/, { timeout: 2 * minute })
    expect(kept()).toHaveLength(experimentNames.length)
  })

  for (const name of experimentNames)
    await test.step(`${name} has its claim, charts and verdicts`, async () => {
      await page.locator(`[data-experiment="${name}"]`).click()
      await expect(page).toHaveURL(new RegExp(`#/theory/${name}$`))
      await expect(page.getByTestId('claim')).toContainText(experiments[name].source)
      await expect(page.getByRole('figure').first().locator('canvas').first()).toBeVisible()
      await expect(page.getByTestId('claims').locator('tbody tr').first()).toBeVisible()
      await expect(page.getByTestId('result-command')).toContainText(`maskscope theory ${name}`)
      await page.mouse.move(0, 0)
      await page.getByRole('region', { name: 'Result' }).evaluate((panel) => panel.scrollIntoView())
      await inBothThemes(page, (theme) => screenshot(`theory-${name}-${theme}`))
      await page.locator('[data-scroller]').evaluate((body) => { body.scrollTop = 0 })
    })

  await test.step('in a narrow window', async () => {
    await page.setViewportSize({ width: 900, height: 860 })
    await inBothThemes(page, (theme) => screenshot(`theory-narrow-${theme}`))
    await page.getByRole('region', { name: 'Result' }).evaluate((panel) => panel.scrollIntoView())
    await screenshot('theory-narrow-result')
    await page.setViewportSize({ width: 1280, height: 860 })
  })

  await test.step('results are shown again after a reload', async () => {
    await page.reload()
    for (const name of experimentNames) await expect(badge(name)).toHaveText(/holds|does not hold|mixed/)
    await expect(page.getByTestId('claims')).toBeVisible()
  })
})

test('says what is wrong, runs with other settings, stops, deletes', { tag: '@chromium' }, async ({
  workbench: { page, store, screenshot }
}) => {
  test.setTimeout(2 * minute)
  const kept = (): string[] => (existsSync(join(store, 'theory')) ? readdirSync(join(store, 'theory')) : [])
  await page.goto(page.url().replace(/#.*/, '#/theory/separation'))
  const layers = page.getByLabel('Layers', { exact: true })
  const listed = 'Layers: a list such as 16, 8, 10, each a whole number from 1 to 4,096.'

  await test.step('a wrong setting is said in one sentence', async () => {
    await layers.fill('16, x')
    await expect(page.getByText(listed)).toBeVisible()
    await expect(page.getByTestId('run-experiment')).toBeDisabled()
    await layers.fill('5, 4, 3')
    await expect(page.getByText('Digits of 28×28 cannot be pooled to 5 inputs; “Layers” begins with')).toBeVisible()
    await page.getByLabel('Seeds', { exact: true }).fill('1..x')
    await expect(page.getByText('Seeds are up to 100 whole numbers')).toBeVisible()
  })

  await test.step('presets, and settings of one’s own', async () => {
    await page.getByRole('button', { name: 'quick', exact: true }).click()
    await expect(page.getByTestId('experiment-estimate')).toHaveText('About 0.5 s.')
    await layers.fill('4, 3, 2')
    await page.getByTestId('run-experiment').click()
    await expect(page.getByTestId('result-command')).toContainText('--dims 4,3,2', { timeout: minute })
    expect(kept()).toHaveLength(1)
  })

  await test.step('what takes long is stopped, and nothing of it is kept', async () => {
    await page.goto(page.url().replace(/#.*/, '#/theory/spurious'))
    await page.getByLabel('Starts per seed', { exact: true }).fill('5000')
    await page.getByLabel('Seeds', { exact: true }).fill('1..5')
    await page.getByTestId('run-experiment').click()
    await expect(page.getByTestId('experiment-progress')).toContainText(/of \d+ parts/, { timeout: minute })
    await screenshot('theory-running')
    await page.getByTestId('stop-experiment').click()
    await expect(page.getByTestId('run-experiment')).toBeVisible()
    await expect(page.getByRole('alert')).toHaveCount(0)
    expect(kept()).toHaveLength(1)
  })

  await test.step('a result is deleted', async () => {
    await page.goto(page.url().replace(/#.*/, '#/theory/separation'))
    await page.getByTestId('delete-result').click()
    await page.getByTestId('confirm-delete-result').click()
    await expect(page.getByText('Not run yet')).toBeVisible()
    expect(kept()).toEqual([])
  })
})
