#!/usr/bin/env node
// Entry of `astc`: what starts quickly starts the rest.

import { useKeptCode } from './kept-code.js';

useKeptCode(import.meta.dirname);
void import('./start.js');
