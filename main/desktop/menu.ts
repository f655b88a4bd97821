/** The application's menu: the pages, and what every desktop program has. */
import type { MenuItemConstructorOptions } from 'electron'

/** The pages that can be gone to from the menu. */
export type Page = 'runs' | 'train' | 'import' | 'about'

const go = (label: string, accelerator: string, page: Page, show: (page: Page) => void): MenuItemConstructorOptions =>
  ({ label, accelerator, click: () => show(page) })

/** What the menu holds on a platform. */
export function menuTemplate(platform: NodeJS.Platform, show: (page: Page) => void): MenuItemConstructorOptions[] {
  const isMac = platform === 'darwin'
  return [
    ...(isMac ? [{ role: 'appMenu' as const }] : []),
    {
      label: '&File',
      submenu: [
        go('&New training', 'CmdOrCtrl+N', 'train', show),
        go('&Import a model', 'CmdOrCtrl+I', 'import', show),
        { type: 'separator' },
        isMac ? { role: 'close' } : { role: 'quit' }
      ]
    },
    { role: 'editMenu' },
    { label: '&Go', submenu: [go('&Runs', 'CmdOrCtrl+1', 'runs', show), go('&Train', 'CmdOrCtrl+2', 'train', show)] },
    {
      label: '&View',
      submenu: [
        { role: 'reload' }, { type: 'separator' },
        { role: 'resetZoom' }, { role: 'zoomIn' }, { role: 'zoomOut' }, { type: 'separator' },
        { role: 'togglefullscreen' }, { role: 'toggleDevTools' }
      ]
    },
    { role: 'windowMenu' },
    { role: 'help', submenu: [go('&About Maskscope', 'F1', 'about', show)] }
  ]
}
