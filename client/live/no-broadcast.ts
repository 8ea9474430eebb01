// Stands in for lib0/broadcastchannel in the browser's bundle (vite.config.ts): of the provider's talk
// between tabs nothing is used (`disableBc` in link.ts). Ours is tab-channel.ts.

export const subscribe = (): void => {}
export const unsubscribe = (): void => {}
export const publish = (): void => {}
