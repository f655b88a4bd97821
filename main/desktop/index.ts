/** The desktop shell: one window, its menu, and the service that answers it. Nothing heavy is ever loaded here. */
import { join } from 'node:path'
import { app, BrowserWindow, dialog, ipcMain, Menu, Notification, protocol, session } from 'electron'
import { eventChannel } from '../../preload/channels'
import type { WorkbenchEvent } from '../../preload/contract'
import type { TrainingNews } from '../../preload/schema/queue'
import type { StoreName } from '../../preload/schema/stores'
import { storeNameOf } from '../files/run-file-name'
import { readPages } from '../pages/files'
import { pagesAreBuilt } from './addresses'
import { isRunFile, runFileIn, storeParameters } from './arguments'
import { guardPages, refusePermissions, sandboxPages } from './guard'
import { menuTemplate } from './menu'
import { privilegedSchemes, servePages } from './pages'
import { relayCalls, relayDropped } from './relay'
import { Service } from './service'
import { serviceProgram } from './service-program'
import { progressShown, wordsOf } from './trainings'
import { openWindow, showPage, showStore } from './window'
import { reasonOf } from '../../preload/schema/failure'

/** The folders of the build: this program's own, and those beside it. */
export interface Places { main: string; preload: string; renderer: string }

let window: BrowserWindow | null = null
/** What the window shows when it is opened: the run file that the application was started with, or the own store. */
let first: StoreName | undefined

function sendEvent(event: WorkbenchEvent): void {
  window?.webContents.send(eventChannel, event)
}

function open(places: Places): void {
  window = openWindow({
    preload: join(places.preload, 'index.js'),
    place: join(app.getPath('userData'), 'window.json')
  }, first)
  first = undefined
  window.once('closed', () => { window = null })
}

function toFront(): void {
  if (window?.isMinimized()) window.restore()
  window?.focus()
}

/** The system decides whether a person sees it. Clicking it shows the runs. */
function tellOf(places: Places, news: TrainingNews): void {
  window?.setProgressBar(progressShown(news))
  if (BrowserWindow.getFocusedWindow() !== null || !Notification.isSupported()) return
  for (const { title, body } of news.ended.flatMap(wordsOf)) {
    const notification = new Notification({ title, body })
    notification.once('click', () => {
      if (window === null) open(places)
      toFront()
    })
    notification.show()
  }
}

/** Shows a run file that lies anywhere, in the window that there is or in the next. */
function lookAt(service: Service, path: string): void {
  service.open(path)
  if (window === null) first = storeNameOf(path)
  else showStore(window, storeNameOf(path))
}

function run(places: Places, service: Service): void {
  service.start()
  refusePermissions(session.defaultSession)
  if (pagesAreBuilt) servePages(protocol, readPages(places.renderer))
  relayCalls(ipcMain, (event) => event.sender === window?.webContents, (call) => service.answer(call))
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(process.platform, (page) => {
    if (window === null) open(places)
    if (window) showPage(window, page)
  })))
  open(places)
  relayDropped(ipcMain, (event) => event.sender === window?.webContents, (path) => lookAt(service, path))
  app.on('second-instance', (_event, parameters, folder) => {
    const path = runFileIn(parameters, folder)
    if (path !== null) lookAt(service, path)
    if (window === null) open(places)
    toFront()
  })
  app.on('activate', () => { if (window === null) open(places) })
}

function giveUp(error: unknown): void {
  const reason = reasonOf(error)
  dialog.showErrorBox(
    'Maskscope could not open',
    `Its window could not be made (${reason}); run "npm start" to build it again.`
  )
  app.exit(1)
}

/** Starts the workbench, unless it is open already: then that window comes to the front. */
export function startDesktop(places: Places): void {
  if (!app.requestSingleInstanceLock()) return app.quit()
  sandboxPages()
  protocol.registerSchemesAsPrivileged(privilegedSchemes)
  guardPages()
  const service = new Service(
    serviceProgram(places.main, storeParameters(process.argv), app.isPackaged),
    sendEvent,
    (news) => tellOf(places, news)
  )
  const path = runFileIn(process.argv, process.cwd())
  if (path !== null) lookAt(service, path)
  // How macOS tells of a double click, which may be what the application is started by.
  app.on('open-file', (event, opened) => {
    event.preventDefault()
    if (isRunFile(opened)) lookAt(service, opened)
    if (window === null && app.isReady()) open(places)
  })
  app.on('will-quit', () => service.close())
  app.on('window-all-closed', () => { if (process.platform !== 'darwin') app.quit() })
  void app.whenReady().then(() => run(places, service)).catch(giveUp)
}
