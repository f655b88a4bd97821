/** The workbench's window. */
import { BrowserWindow, nativeTheme, screen } from 'electron'
import { pathOf, type PageName } from '../../preload/schema/pages'
import { storeParameter, type StoreName } from '../../preload/schema/stores'
import { pageOrigin } from './addresses'
import { readPlace, writePlace, type WindowPlace } from './bounds'

export interface WindowFiles { preload: string; place: string }

/** The page's own background, so that no white window flashes before it is drawn. */
const background = () => nativeTheme.shouldUseDarkColors ? '#121416' : '#f7f7f5'
const firstSize = { width: 1360, height: 900 }

function placeOf(window: BrowserWindow): WindowPlace {
  return { bounds: window.getNormalBounds(), maximized: window.isMaximized() }
}

/** @param store the one that the page shows; undefined for the own one */
const addressOf = (store: StoreName | undefined): string =>
  `${pageOrigin}/index.html${store === undefined ? '' : `?${storeParameter}=${store}`}`

/** Opens the window; it is shown when its page is drawn. */
export function openWindow(files: WindowFiles, store?: StoreName): BrowserWindow {
  const place = readPlace(files.place, screen.getAllDisplays().map(({ workArea }) => workArea))
  const window = new BrowserWindow({
    ...(place?.bounds ?? firstSize), minWidth: 860, minHeight: 560, show: false, title: 'Maskscope',
    backgroundColor: background(),
    webPreferences: {
      preload: files.preload, sandbox: true, contextIsolation: true, nodeIntegration: false,
      webviewTag: false, navigateOnDragDrop: false, spellcheck: false
    }
  })
  if (place?.maximized) window.maximize()
  const follow = (): void => window.setBackgroundColor(background())
  nativeTheme.on('updated', follow)
  window.once('ready-to-show', () => window.show())
  window.on('close', () => writePlace(files.place, placeOf(window)))
  window.once('closed', () => nativeTheme.removeListener('updated', follow))
  void window.loadURL(addressOf(store))
  return window
}

/** Goes to a page of the workbench, of the store that is shown; only the fragment changes, so the page stays loaded. */
export function showPage(window: BrowserWindow, page: PageName): void {
  // Nothing is loaded yet while the window opens.
  const address = new URL(window.webContents.getURL() || addressOf(undefined))
  address.hash = pathOf(page)
  void window.loadURL(address.href)
}

/** Shows another store, from its first page on. */
export function showStore(window: BrowserWindow, store: StoreName): void {
  void window.loadURL(addressOf(store))
}
