/** A person lets trainings wait: adds them, orders them, pauses, cancels, and finds each one’s run in its place. */
import type { Locator, Page } from '@playwright/test'
import { fewDigitsIn, maskscope } from './command-line'
import { expect, test } from './fixtures'
import { inBothThemes } from './themes'

const minute = 60_000
const queue = (page: Page): Locator => page.getByTestId('queue')
const names = (page: Page): Promise<string[]> => queue(page).locator('tr .name').allInnerTexts()
const openPage = (page: Page, name: string): Promise<void> =>
  page.getByRole('navigation').getByRole('link', { name, exact: true }).click()

const add = (store: string, name: string, ...options: string[]): string =>
  maskscope(store, 'queue', 'add', ...fewDigitsIn(store), '--method', 'sgd', '--name', name, ...options)

test('adds to the queue, which is seen, ordered, paused and worked off', async ({
  workbench: { page, store, screenshot }
}) => {
  test.setTimeout(4 * minute)
  maskscope(store, 'queue', 'pause')
  for (const name of ['first', 'second', 'third']) add(store, name, '--epochs', '1')
  await expect(queue(page)).toBeVisible()
  await expect.poll(() => names(page)).toEqual(['first', 'second', 'third'])
  await expect(page.getByTestId('queue-words')).toHaveText('3 trainings wait, and nothing new is started')

  await test.step('by keys and buttons in another order', async () => {
    await queue(page).getByRole('link', { name: 'first' }).focus()
    await page.keyboard.press('Alt+ArrowDown')
    await expect.poll(() => names(page)).toEqual(['second', 'first', 'third'])
    await expect(queue(page).getByRole('link', { name: 'first' })).toBeFocused()
    await queue(page).getByRole('button', { name: 'Move third up' }).click()
    await expect.poll(() => names(page)).toEqual(['second', 'third', 'first'])
    await page.getByRole('button', { name: 'Move second down' }).click()
    await expect.poll(() => names(page)).toEqual(['third', 'second', 'first'])
    await inBothThemes(page, (theme) => screenshot(`queue-${theme}`))
  })

  await test.step('another by the form, whose page says how many are before it', async () => {
    await openPage(page, 'Train')
    await page.getByLabel('Name', { exact: true }).fill('fourth')
    await page.getByTestId('add-to-queue').click()
    await expect(page).toHaveURL(/#\/queue\/4$/)
    await expect(page.getByTestId('run-status')).toHaveText('Waiting')
    await expect(page.getByTestId('queue-state')).toHaveText('The queue is paused: nothing new is started.')
    await inBothThemes(page, (theme) => screenshot(`queue-entry-${theme}`))
    await page.getByTestId('cancel-entry').click()
    await expect(page.getByTestId('run-status')).toHaveText('Cancelled')
  })

  await test.step('one that waits is started now, and its page becomes that of its run', async () => {
    await openPage(page, 'Runs')
    await queue(page).getByRole('link', { name: 'third' }).click()
    await page.getByRole('button', { name: 'Start now' }).click()
    await expect(page).toHaveURL(/#\/run\/[\w-]+\/overview$/, { timeout: minute })
    await expect(page.getByTestId('run-status')).toHaveText(/Finished/, { timeout: minute })
    await expect(page.getByRole('heading', { level: 1, name: 'third' })).toBeVisible()
  })

  await test.step('the others when the queue goes on', async () => {
    await openPage(page, 'Runs')
    await queue(page).getByRole('button', { name: 'Cancel first' }).click()
    await expect.poll(() => names(page)).toEqual(['second'])
    await page.getByTestId('pause-queue').click()
    await expect(page.getByTestId('runs-table').locator('tr', { hasText: 'second' }).getByTestId('run-status'))
      .toHaveText('Finished', { timeout: minute })
    await expect(queue(page)).toBeHidden()
  })
})

// The window of the tests cannot be dragged in by a program.
test('is ordered by dragging', { tag: '@chromium' }, async ({ workbench: { page, store } }) => {
  maskscope(store, 'queue', 'pause')
  for (const name of ['first', 'second', 'third']) add(store, name, '--epochs', '1')
  const row = (name: string): Locator => queue(page).locator('tr', { hasText: name })
  await row('first').dragTo(row('third'))
  await expect.poll(() => names(page)).toEqual(['second', 'third', 'first'])
  await row('first').dragTo(row('third'))
  await expect.poll(() => names(page)).toEqual(['second', 'first', 'third'])
})

test('says of one that could not begin why, and takes its settings up again', { tag: '@chromium' }, async ({
  workbench: { page, store, screenshot }
}) => {
  add(store, 'without data', '--data', 'cifar-10', '--seed', '77')
  await queue(page).getByRole('link', { name: 'without data' }).click()
  await expect(page.getByTestId('run-status')).toHaveText('Failed')
  await expect(page.getByRole('alert')).toContainText('"maskscope datasets cifar-10 --download" fetches it')
  await inBothThemes(page, (theme) => screenshot(`queue-failed-${theme}`))
  await page.getByRole('button', { name: 'Change the settings' }).click()
  await expect(page.getByLabel('Seed', { exact: true })).toHaveValue('77')
  await openPage(page, 'Runs')
  await queue(page).getByRole('button', { name: 'Dismiss without data' }).click()
  await expect(queue(page)).toBeHidden()
})
