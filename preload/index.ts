/** Gives the sandboxed page its one door to the rest of the workbench, `window.maskscope`, and nothing else. */
import { contextBridge, ipcRenderer } from 'electron'
import { callChannel, eventChannel } from './channels'
import type { Transport } from './contract'

const transport: Transport = {
  send: (call) => ipcRenderer.invoke(callChannel, call),
  onEvent: (listener) => {
    ipcRenderer.on(eventChannel, (_event, payload: unknown) => listener(payload))
  }
}

contextBridge.exposeInMainWorld('maskscope', transport)
