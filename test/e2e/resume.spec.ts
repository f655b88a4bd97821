/** A person pauses a training and lets it go on: on its page, and in the list. */
import type { Locator, Page } from '@playwright/test'
import { maskscope } from './command-line'
import { expect, test } from './fixtures'
import { inBothThemes } from './themes'

const minute = 60_000
const status = (page: Page): Locator => page.getByTestId('run-status')

test('pauses a training and resumes it, on its page and in the list', { tag: '@chromium' }, async ({
  workbench: { page, store, screenshot }
}) => {
  test.setTimeout(4 * minute)
  maskscope(store, 'queue', 'add', '--method', 'sgd', '--limit', '200', '--epochs', '5000', '--name', 'long')
  const row = page.getByTestId('runs-table').getByRole('row', { name: 'long' })
  await row.getByRole('link', { name: 'long' }).click({ timeout: minute })

  await test.step('on its page', async () => {
    await expect(status(page)).toHaveText('Running', { timeout: minute })
    await inBothThemes(page, (theme) => screenshot(`pause-${theme}`))
    await page.getByTestId('pause-training').click()
    await expect(status(page)).toHaveText('Stopped', { timeout: minute })
    await expect(page.getByTestId('pause-training')).toBeHidden()
    await inBothThemes(page, (theme) => screenshot(`resume-${theme}`))
    await page.getByTestId('resume-training').click()
    await expect(status(page)).toHaveText('Running', { timeout: minute })
  })

  await test.step('in the list', async () => {
    await page.getByRole('link', { name: 'Runs', exact: true }).first().click()
    await row.hover()
    await row.getByRole('button', { name: 'Pause long' }).click()
    await expect(row).toContainText('Stopped', { timeout: minute })
    await row.hover()
    await screenshot('resume-in-list')
    await row.getByRole('button', { name: 'Resume long' }).click()
    await expect(row).toContainText('Running', { timeout: minute })
  })

  await row.getByRole('link', { name: 'long' }).click()
  await page.getByTestId('stop-training').click()
  await expect(status(page)).toHaveText('Stopped', { timeout: minute })
})
