import type { DesktopDoor } from '../preload/contract'

declare global {
  interface Window {
    /** Put there by the preload script in Electron; absent in a browser. */
    readonly maskscope?: DesktopDoor
  }
}
