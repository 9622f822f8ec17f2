// The table `tui` of 0.169.0: a server shows it, and has no use for it.

import { type Tables, table } from './config-tables.js';

const KEYMAP: Readonly<Record<string, string>> = {
  global: `
    leader change_host focus_main_composer focus_sidebar_content focus_sidebar_tabs hide_pane
    close_sidebar_tab sidebar_up sidebar_down focus_pane_left focus_pane_right minimize_pane_width
    maximize_pane_width equalize_pane_widths resize_panes move_divider_left move_divider_right
    toggle_pane_zoom open_agents open_transcript find_transcript select_transcript focus_activity
    open_external_editor copy clear_terminal submit queue toggle_shortcuts toggle_vim_mode
    toggle_fast_mode toggle_raw_output toggle_side_conversation
  `,
  chat: `
    open_presets toggle_voice toggle_voice_mute interrupt_turn decrease_reasoning_effort
    increase_reasoning_effort previous_permission_mode next_permission_mode edit_queued_message
    prompt_stack_back skip_question
  `,
  composer: 'submit queue toggle_shortcuts history_search_previous history_search_next',
  editor: `
    insert_newline move_left move_right move_up move_down move_word_left move_word_right move_line_start
    move_line_end delete_backward delete_forward delete_backward_word delete_forward_word kill_line_start
    kill_whole_line kill_line_end yank
  `,
  vim_normal: `
    enter_insert append_after_cursor append_line_end insert_line_start open_line_below open_line_above
    enter_replace_mode move_left move_right move_up move_down move_word_forward move_word_backward
    move_word_end move_line_start move_line_end find_forward find_backward till_forward till_backward
    jump_top jump_bottom delete_char replace_char repeat_last_change substitute_char delete_to_line_end
    change_to_line_end yank_line paste_after start_delete_operator start_yank_operator
    start_change_operator undo redo cancel_operator
  `,
  vim_operator: `
    delete_line yank_line motion_left motion_right motion_up motion_down motion_word_forward
    motion_word_backward motion_word_end motion_line_start motion_line_end motion_find_forward
    motion_find_backward motion_till_forward motion_till_backward motion_jump_top motion_jump_bottom
    select_inner_text_object select_around_text_object cancel
  `,
  vim_search: 'forward backward next previous',
  vim_text_object: 'word big_word parentheses brackets braces double_quote single_quote backtick cancel',
  pager: `
    scroll_up scroll_down page_up page_down half_page_up half_page_down jump_top jump_bottom close
    close_transcript find
  `,
  list: 'move_up move_down move_left move_right page_up page_down jump_top jump_bottom accept cancel',
  agents: `
    resume search new_task new_worktree fork rename stop archive delete hide toggle_pin toggle_grouping
  `,
  approval: `
    open_fullscreen open_thread approve approve_for_session approve_for_prefix deny decline cancel
  `,
};

export const TUI_TABLES: Tables = {
  tui: table({
    unset: `
      screen_reader_detection_done disable_paste_burst sidebar_width_percent mouse_scroll_speed status_line
      terminal_title theme pet session_picker_view resume_cwd terminal_resize_reflow_max_rows
    `,
    usual: {
      default_hosts: {},
      notifications: true,
      notification_method: 'auto',
      notification_condition: 'unfocused',
      animations: true,
      effects: {},
      rendering: {},
      show_tooltips: true,
      show_server_version_notice: true,
      auto_recap: true,
      vim_mode_default: false,
      question_esc_back: true,
      raw_output_mode: false,
      fullscreen_transcript: true,
      collapse_turn_details: false,
      copy_on_select: 'auto',
      copy_on_select_clear_selection: false,
      right_click_paste: 'auto',
      alternate_screen: 'auto',
      status_line_use_colors: true,
      pet_anchor: 'composer',
      agents_overview_grouping: 'project',
      keymap: {},
      presets: {},
      model_availability_nux: {},
    },
    isLenient: true,
  }),
  'tui.effects': table({
    usual: { starfield: true, shimmer: true, welcome: true, effort: true, progress: true, title: true },
  }),
  'tui.rendering': table({ usual: { mermaid: true, math: true, tables: true, lists: true } }),
  'tui.keymap': table({ usual: Object.fromEntries(Object.keys(KEYMAP).map((name) => [name, {}])) }),
  ...Object.fromEntries(
    Object.entries(KEYMAP).map(([name, actions]) => [`tui.keymap.${name}`, table({ unset: actions })]),
  ),
  'tui.presets.*': table({ unset: 'label', others: 'input' }),
};
