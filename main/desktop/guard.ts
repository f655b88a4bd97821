/** Keeps every page where it is: no other address, no new window, no embedded page, no permission. */
import { app, shell, type Session, type WebContents } from 'electron'
import { mayOpenOutside, pageOrigin } from './addresses'

function guardContents(contents: WebContents): void {
  contents.on('will-navigate', (event, address) => {
    if (!address.startsWith(`${pageOrigin}/`)) event.preventDefault()
  })
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

/** A page of the workbench needs no camera, no notification and no location. */
export function refusePermissions(
  session: Pick<Session, 'setPermissionRequestHandler' | 'setPermissionCheckHandler'>
): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false))
  session.setPermissionCheckHandler(() => false)
}
