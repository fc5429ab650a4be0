/**
 * What code can do, by the names of Capslock (proto/capability.proto) with the three that cargo-capslock adds. `SAFE` and
 * `UNSPECIFIED` are words of the map alone: nobody has them.
 */
export const CAPABILITIES = [
  'FILES',
  'NETWORK',
  'RUNTIME',
  'READ_SYSTEM_STATE',
  'MODIFY_SYSTEM_STATE',
  'OPERATING_SYSTEM',
  'SYSTEM_CALLS',
  'ARBITRARY_EXECUTION',
  'CGO',
  'UNANALYZED',
  'UNSAFE_POINTER',
  'REFLECT',
  'EXEC',
  'DYNAMIC_LOADING',
  'INSTRUMENTATION',
  'NATIVE_CODE',
] as const;
export type Capability = (typeof CAPABILITIES)[number];

/** What each means for Rust, for help and documentation. */
export const MEANING: Readonly<Record<Capability, string>> = {
  FILES: 'reads or writes files',
  NETWORK: 'opens connections or listens',
  RUNTIME: 'changes how the runtime behaves',
  READ_SYSTEM_STATE: 'reads environment variables, user, host or process data',
  MODIFY_SYSTEM_STATE: 'changes environment, working directory, signals or rights',
  OPERATING_SYSTEM: 'asks the operating system for something else',
  SYSTEM_CALLS: 'makes system calls directly',
  ARBITRARY_EXECUTION: 'turns data into code',
  CGO: 'calls C (other analysers say so; see NATIVE_CODE)',
  UNANALYZED: 'leads to something that is not known',
  UNSAFE_POINTER: 'uses unsafe code of its own',
  REFLECT: 'looks at types at run time',
  EXEC: 'starts processes',
  DYNAMIC_LOADING: 'loads code at run time',
  INSTRUMENTATION: 'uses inline assembly or processor facilities',
  NATIVE_CODE: 'calls code that is not Rust',
};

export function isCapability(name: string): name is Capability {
  return (CAPABILITIES as readonly string[]).includes(name);
}
