/** The command line: its one way in. */
export { main } from './main.ts';
