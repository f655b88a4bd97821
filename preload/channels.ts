/** The names of the two ways between a page and the desktop shell. */
export const callChannel = 'maskscope:call'
export const eventChannel = 'maskscope:event'
