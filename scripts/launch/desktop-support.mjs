/** Whether this machine can show an Electron window, and if not, why not in a sentence. */
import { readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** @param {string} file */
function setting(file) {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch {
    return null
  }
}

/** Chromium's sandbox needs user namespaces, or its helper owned by root. @param {string} program */
function sandboxFault(program) {
  const restricted = setting('/proc/sys/kernel/apparmor_restrict_unprivileged_userns') === '1' ||
    setting('/proc/sys/kernel/unprivileged_userns_clone') === '0'
  if (!restricted) return null
  const helper = join(dirname(program), 'chrome-sandbox')
  const entry = statSync(helper, { throwIfNoEntry: false })
  if (entry?.uid === 0 && (entry.mode & 0o4000) !== 0) return null
  return 'This system keeps Electron from sandboxing its pages; to get the desktop window, run "sudo chown root ' +
    `${helper} && sudo chmod 4755 ${helper}" once.`
}

/**
 * @param {string | null} program Electron @returns {string | null} why there is no window; null when there can be one
 */
export function whyNoWindow(program) {
  if (program === null) return 'Electron is not installed here.'
  if (process.platform !== 'linux') return null
  if (!process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return 'There is no display here.'
  if (process.getuid?.() === 0) return 'Electron does not sandbox pages for the user root.'
  return sandboxFault(program)
}
