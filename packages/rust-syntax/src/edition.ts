/** Rust editions as numbers, so that they can be compared. */
export type Edition = 2015 | 2018 | 2021 | 2024;
