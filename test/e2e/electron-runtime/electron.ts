/** The current Electron's interface on top of Electron 9, as far as the desktop shell uses it. */
import * as electron from 'electron'
import type { Event, IpcMainEvent, IpcMainInvokeEvent, WebContents, WindowOpenHandlerResponse } from 'electron'

/** As Electron 9 had them. */
interface OldResponse { statusCode: number; headers: Record<string, string>; mimeType?: string; data: Buffer }
interface OldProtocol {
  registerBufferProtocol(
    scheme: string, handler: (request: { url: string, method: string }, answer: (response: OldResponse) => void) => void
  ): void
}
interface OldContents {
  on(event: 'new-window', listener: (event: Event, url: string) => void): void
}
interface OldInvokeEvent { frameId: number; sender: WebContents }
interface PageResponse { status: number; headers: Record<string, string>; body: string | Uint8Array }

/** The main frame of an Electron 9 page; frames inside it have higher numbers. */
const mainFrame = 1

electron.app.on('web-contents-created', (_event, contents) => {
  const setWindowOpenHandler = (handler: (details: { url: string }) => WindowOpenHandlerResponse): void => {
    (contents as unknown as OldContents).on('new-window', (event, url) => {
      event.preventDefault()
      handler({ url })
    })
  }
  Object.assign(contents, { setWindowOpenHandler })
})

function oldResponse({ status, headers, body }: PageResponse): OldResponse {
  return {
    statusCode: status,
    headers,
    mimeType: headers['Content-Type']?.split(';')[0],
    data: Buffer.from(body as string)
  }
}

export const protocol = {
  registerSchemesAsPrivileged: electron.protocol.registerSchemesAsPrivileged,
  handle(scheme: string, handler: (request: { url: string, method: string }) => unknown): void {
    (electron.protocol as unknown as OldProtocol).registerBufferProtocol(scheme, (request, answer) => {
      answer(oldResponse(handler(request) as PageResponse))
    })
  }
}

/** With the frame that it came from, as events have it today. */
function fromFrame<Today>(event: unknown): Today {
  const { frameId, sender } = event as OldInvokeEvent
  const senderFrame = { url: sender.getURL(), parent: frameId === mainFrame ? null : {} }
  return { sender, senderFrame } as Today
}

export const ipcMain = {
  handle(channel: string, listener: (event: IpcMainInvokeEvent, ...parameters: unknown[]) => unknown): void {
    electron.ipcMain.handle(channel, (event, ...parameters: unknown[]) => listener(fromFrame(event), ...parameters))
  },
  on(channel: string, listener: (event: IpcMainEvent, ...parameters: unknown[]) => void): void {
    electron.ipcMain.on(channel, (event, ...parameters: unknown[]) => listener(fromFrame(event), ...parameters))
  }
}

export const screen = { getAllDisplays: () => electron.screen.getAllDisplays() }
export const { app, BrowserWindow, Menu, Notification, nativeTheme, session, shell, dialog } = electron
