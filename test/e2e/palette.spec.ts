/** The palette finds runs, what a run is made of, and what can be done on the page that is open. */
import type { Page } from '@playwright/test'
import { expect, test } from './fixtures'
import { inBothThemes } from './themes'

async function ask(page: Page, query: string): Promise<void> {
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'Page, run, layer or action' }).fill(query)
}

test('goes to runs, layers and snapshots, and does what the page offers', { tag: '@chromium' }, async ({
  workbench: { page, screenshot }, masked
}) => {
  const option = (name: string) => page.getByTestId('palette').getByRole('option').filter({ hasText: name })
  await page.reload()

  await test.step('a run is found by its name and by its id', async () => {
    await expect(page.getByTestId('runs-table').getByRole('rowheader')).toHaveCount(1)
    await ask(page, 'mask')
    await expect(option(`Run ${masked.id}`)).toBeVisible()
    await page.keyboard.press('Escape')
    await ask(page, masked.id.slice(-6))
    await page.keyboard.press('Enter')
    await expect(page).toHaveURL(new RegExp(`#/run/${masked.id}/overview`))
  })

  await test.step('layers and snapshots keep the view that shows them', async () => {
    await ask(page, 'support2')
    await inBothThemes(page, (theme) => screenshot(`palette-layer-${theme}`))
    await page.keyboard.press('Enter')
    await expect(page).toHaveURL(/\/sparsity\?.*layer=support2/)
    await page.getByTestId('tab-churn').click()
    await ask(page, 'alternation 1')
    await option('Snapshot of this run').first().click()
    await expect(page).toHaveURL(/\/churn\?(?=.*layer=support2)(?=.*snapshot=1)/)
  })

  await test.step('charts and tables are saved, and what cannot be done is not offered', async () => {
    await ask(page, 'save churn csv')
    const download = page.waitForEvent('download')
    await option('as CSV').first().click()
    expect((await download).suggestedFilename()).toMatch(/^masked.*\.csv$/)
    await ask(page, '')
    await expect(option('Delete this run')).toBeVisible()
    await expect(option('Stop this training')).toHaveCount(0)
    await option('Train this again').click()
    await expect(page).toHaveURL(/#\/train/)
    await ask(page, 'start')
    await expect(option('Start this training')).toBeVisible()
    await page.keyboard.press('Escape')
  })

  await test.step('a key does what its entry does, and the help lists it', async () => {
    await expect(page.getByRole('dialog')).toBeHidden()
    await page.goto(page.url().replace(/#.*/, '#/runs'))
    await expect(page.getByRole('heading', { level: 1, name: 'Runs' })).toBeVisible()
    await page.keyboard.press('?')
    const help = page.getByRole('dialog')
    await expect(help).toContainText('Choose the run in front for a comparison')
    await expect(help).toContainText('Previous snapshot')
  })
})
