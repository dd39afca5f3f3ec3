// `@microsoft/fetch-event-source` is made for pages. Of one it uses no more than this, when it waits and when
// it ends.

globalThis.window ??= { setTimeout, clearTimeout, fetch };
globalThis.document ??= { addEventListener() {}, removeEventListener() {} };
