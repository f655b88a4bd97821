/** Gives the sandboxed page its one door to the rest of the workbench, `window.maskscope`, and nothing else. */
import { contextBridge, ipcRenderer, webUtils } from 'electron'
import { callChannel, eventChannel, openChannel } from './channels'
import type { DesktopDoor } from './contract'

const door: DesktopDoor = {
  send: (call) => ipcRenderer.invoke(callChannel, call),
  onEvent: (listener) => {
    ipcRenderer.on(eventChannel, (_event, payload: unknown) => listener(payload))
  },
  // Of a file that the page made itself there is no path: it cannot have any other opened than a person gave it.
  openDropped: (file) => ipcRenderer.send(openChannel, webUtils.getPathForFile(file))
}

contextBridge.exposeInMainWorld('maskscope', door)
