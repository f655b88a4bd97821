import type { Locator, Page } from '@playwright/test'
import { pageNames, pages, pathOf } from '../../preload/schema/pages'
import { expect, test } from './fixtures'
import { inBothThemes } from './themes'

const at = (path: string): RegExp => new RegExp(`#${path}$`)
const palette = (page: Page): Locator => page.getByTestId('palette')
const options = (page: Page): Promise<string[]> => palette(page).getByRole('option').locator('.title').allInnerTexts()

async function ask(page: Page, query: string): Promise<void> {
  // While a dialog goes it still has the keyboard.
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'Page, run, layer or action' }).fill(query)
}

test('opens on the runs and reaches every page by rail, keys and palette', async ({
  workbench: { page, screenshot }
}) => {
  await expect(page).toHaveTitle(/Maskscope/)
  await expect(page).toHaveURL(/#\/runs/)
  await screenshot('runs-empty')

  for (const name of pageNames) {
    const { title, shortcut, lights } = pages[name]
    await test.step(title, async () => {
      for (const key of shortcut.split(' ')) await page.keyboard.press(key)
      await expect(page).toHaveURL(at(pathOf(name)))
      await expect(page).toHaveTitle(`${title} · Maskscope`)
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
      const lit = page.getByRole('navigation').locator('.page.here')
      await expect(lit).toHaveText(pages[lights].title)
      await screenshot(name)
      await page.goto(page.url().replace(/#.*/, `#${pathOf(name === 'about' ? 'train' : 'about')}`))
      await ask(page, title)
      await page.keyboard.press('Enter')
      await expect(palette(page)).toBeHidden()
      await expect(page).toHaveURL(at(pathOf(name)))
      if (lights !== name) return
      await page.getByRole('navigation').getByRole('link', { name: title, exact: true }).click()
      await expect(page).toHaveURL(at(pathOf(name)))
    })
  }
})

test('finds pages and actions by a few letters, with the keyboard alone', async ({
  workbench: { page, screenshot }
}) => {
  const field = page.getByRole('combobox', { name: 'Page, run, layer or action' })
  await expect(page.getByRole('heading', { level: 1, name: 'Runs' })).toBeVisible()
  await page.keyboard.press('Control+k')
  await expect(field).toBeFocused()
  const titles = pageNames.map((name) => pages[name].title)
  expect(await options(page)).toEqual([
    ...titles, 'Train the demo', 'See an example', 'Change colours: system, light, dark', 'Keyboard shortcuts'
  ])
  await inBothThemes(page, (theme) => screenshot(`palette-${theme}`))

  await test.step('letters narrow it, arrows choose', async () => {
    await field.fill('tra')
    expect(await options(page)).toEqual(['Train', 'Train the demo'])
    const chosen = palette(page).getByRole('option', { selected: true })
    await expect(chosen).toContainText('Train')
    await page.keyboard.press('ArrowUp')
    await expect(chosen).toContainText('Train the demo')
    await expect(field).toHaveAttribute('aria-activedescendant', await chosen.evaluate(({ id }) => id))
    await inBothThemes(page, (theme) => screenshot(`palette-found-${theme}`))
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await expect(page).toHaveURL(at('/train'))
  })

  await test.step('letters that nothing has are said', async () => {
    await ask(page, 'xyz')
    await expect(palette(page).getByRole('status')).toHaveText('Nothing has these letters.')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Escape')
    await expect(palette(page)).toBeHidden()
    await expect(page).toHaveURL(at('/train'))
  })

  await test.step('actions are done', async () => {
    const scheme = (): Promise<string | null> => page.evaluate(() => localStorage.getItem('maskscope-scheme'))
    await ask(page, 'colours')
    await page.keyboard.press('Enter')
    await expect.poll(scheme).toBe('light')
    await expect(page.getByRole('dialog')).toHaveCount(0)
    await page.keyboard.press('d')
    await page.keyboard.press('d')
    await expect.poll(scheme).toBe('system')
    await ask(page, 'shortcuts')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('dialog').filter({ hasText: 'Go to Import' })).toBeVisible()
    await inBothThemes(page, (theme) => screenshot(`shortcuts-${theme}`))
  })
})
