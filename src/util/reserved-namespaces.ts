// Namespaces that models know as those of tools of their own.

export const RESERVED_NAMESPACES: readonly string[] = [
  ...['api_tool', 'browser', 'computer', 'container', 'file_search', 'functions', 'image_gen'],
  ...[
    'multi_tool_use',
    'python',
    'python_user_visible',
    'submodel_delegator',
    'terminal',
    'tool_search',
    'web',
  ],
];
