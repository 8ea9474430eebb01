import { IDBObjectStore } from 'fake-indexeddb'

/** Every write ends as on a full disk: its transaction aborts. */
export function fullDisk(): () => void {
  const { put } = IDBObjectStore.prototype
  IDBObjectStore.prototype.put = function (this: IDBObjectStore, value: unknown, key?) {
    const request = put.call(this, value, key)
    request.onsuccess = () => this.transaction.abort()
    return request
  }
  return () => {
    IDBObjectStore.prototype.put = put
  }
}
