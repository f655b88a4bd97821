/** Keeps every page where it is: no other address, no new window, no frame, no embedded page, no permission. */
import { app, shell, type Session, type WebContents } from 'electron'
import { mayOpenOutside, pageOrigin } from './addresses'

const isOwn = (address: string): boolean => address.startsWith(`${pageOrigin}/`)

function guardContents(contents: WebContents): void {
  contents.on('will-navigate', (event, address) => { if (!isOwn(address)) event.preventDefault() })
  contents.on('will-redirect', (event, address) => { if (!isOwn(address)) event.preventDefault() })
  // The workbench has no frames in its pages, so that one that is there leads nowhere.
  contents.on('will-frame-navigate', (event) => { if (!event.isMainFrame || !isOwn(event.url)) event.preventDefault() })
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler(({ url }) => {
    if (mayOpenOutside(url)) void shell.openExternal(url)
    return { action: 'deny' }
  })
}

/** Guards every page that is ever made. */
export function guardPages(): void {
  app.on('web-contents-created', (_event, contents) => guardContents(contents))
}

/**
 * Every page is sandboxed, whatever its window asks for. Whoever starts the program may say otherwise, as a test does
 * for the user root, whose pages Chromium cannot sandbox.
 */
export function sandboxPages(): void {
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()
}

/** A page of the workbench needs no camera, no notification and no location. */
export function refusePermissions(
  session: Pick<Session, 'setPermissionRequestHandler' | 'setPermissionCheckHandler'>
): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false))
  session.setPermissionCheckHandler(() => false)
}
