// The same class for `import`.

export { Emulator } from "./testing.cjs";
