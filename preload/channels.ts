/** The names of the ways between a page and the desktop shell. */
export const callChannel = 'maskscope:call'
export const eventChannel = 'maskscope:event'
/** The path of a run file that was dropped on the page. */
export const openChannel = 'maskscope:open'
